/*
 * Loaded before libc (LD_PRELOAD) into the process under test. Before each write to a file under
 * LOST_WRITES_DIR it notes in a journal what was there; a sync of the file empties its journal. Undoing
 * the journals therefore leaves every file as it was at its last sync: what a power loss leaves.
 *
 * Journals are named by inode and birth time, so that they follow a rename and never fit a later file.
 * Not seen: memory maps, copy_file_range, stdio, io_uring, and that directories are not synced either.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

struct journal {
  char name[64];
  int fd;
  pthread_mutex_t lock;
  struct journal *next;
};

/* What a journal consists of, each followed by `length` old bytes. Little-endian hosts only. */
struct record {
  uint64_t offset;
  uint64_t old_size;
  uint64_t length;
};

struct target {
  int fd;
  uint64_t size;
  struct journal *journal;
};

static char watched[PATH_MAX];
static size_t watched_length;
static char journals_folder[PATH_MAX];
static int syncs_fd = -1;
static struct journal *journals;
static pthread_mutex_t journals_lock = PTHREAD_MUTEX_INITIALIZER;

/* A simulation that silently does less than it says would make every test pass. */
static void give_up(const char *what) {
  dprintf(2, "lost-writes: %s: %s\n", what, strerror(errno));
  abort();
}

/* The plain system call: ours would look at the journal's own files, too. */
static ssize_t raw_write(int fd, const void *bytes, size_t count) {
  return syscall(SYS_write, fd, bytes, count);
}

static int open_in_folder(const char *name, int flags) {
  char path[PATH_MAX + 80];
  snprintf(path, sizeof path, "%s/%s", journals_folder, name);
  int fd = (int)syscall(SYS_openat, AT_FDCWD, path, flags | O_CREAT | O_CLOEXEC, 0666);
  if (fd < 0) give_up(path);
  return fd;
}

__attribute__((constructor)) static void begin(void) {
  const char *dir = getenv("LOST_WRITES_DIR");
  const char *folder = getenv("LOST_WRITES_JOURNAL");
  if (!dir || !folder) return;
  if (!realpath(dir, watched)) give_up(dir);
  if (!realpath(folder, journals_folder)) give_up(folder);
  syncs_fd = open_in_folder("syncs", O_WRONLY | O_APPEND);
  int about = open_in_folder("directory", O_WRONLY | O_TRUNC);
  raw_write(about, watched, strlen(watched));
  syscall(SYS_close, about);
  strcat(watched, "/");
  watched_length = strlen(watched);
}

static int is_watched(int fd) {
  char link[64], path[PATH_MAX];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, sizeof path - 1);
  if (length < (ssize_t)watched_length) return 0;
  path[length] = 0;
  if (strncmp(path, watched, watched_length) != 0) return 0;
  return length < 4 || strcmp(path + length - 4, "-shm") != 0;
}

static struct journal *journal_named(const char *name) {
  pthread_mutex_lock(&journals_lock);
  struct journal *journal = journals;
  while (journal && strcmp(journal->name, name) != 0) journal = journal->next;
  if (!journal) {
    journal = calloc(1, sizeof *journal);
    if (!journal) give_up("calloc");
    strcpy(journal->name, name);
    journal->fd = open_in_folder(name, O_RDWR | O_APPEND);
    pthread_mutex_init(&journal->lock, NULL);
    journal->next = journals;
    journals = journal;
  }
  pthread_mutex_unlock(&journals_lock);
  return journal;
}

static void name_of(const struct statx *about, char name[64]) {
  if (!(about->stx_mask & STATX_BTIME)) give_up("this file system keeps no birth times");
  snprintf(name, 64, "%llu-%lld.%09u.undo", (unsigned long long)about->stx_ino,
           (long long)about->stx_btime.tv_sec, about->stx_btime.tv_nsec);
}

/* Descriptors are looked up anew each time: they may be closed and reused without our seeing it. */
static int find_target(int fd, struct target *target) {
  int saved = errno;
  struct statx about;
  int found = 0;
  if (watched_length && statx(fd, "", AT_EMPTY_PATH, STATX_BASIC_STATS | STATX_BTIME, &about) == 0 &&
      S_ISREG(about.stx_mode) && about.stx_nlink > 0 && is_watched(fd)) {
    char name[64];
    name_of(&about, name);
    target->fd = fd;
    target->journal = journal_named(name);
    found = 1;
  }
  errno = saved;
  return found;
}

/* Threads share the descriptor, so flock alone would not part them; other processes need it. */
static void lock(struct journal *journal) {
  pthread_mutex_lock(&journal->lock);
  if (flock(journal->fd, LOCK_EX) != 0) give_up("flock");
}

static void unlock(struct journal *journal) {
  int saved = errno;
  flock(journal->fd, LOCK_UN);
  pthread_mutex_unlock(&journal->lock);
  errno = saved;
}

static void read_old(int fd, char *into, uint64_t offset, uint64_t length) {
  char path[64];
  snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
  int reader = (int)syscall(SYS_openat, AT_FDCWD, path, O_RDONLY | O_CLOEXEC, 0);
  if (reader < 0) give_up("open for reading");
  while (length > 0) {
    ssize_t got = syscall(SYS_pread64, reader, into, length, offset);
    if (got <= 0) give_up("read what was there");
    into += got, offset += got, length -= got;
  }
  syscall(SYS_close, reader);
}

static void note(struct target *target, uint64_t offset, uint64_t count) {
  struct stat about;
  if (fstat(target->fd, &about) != 0) give_up("fstat");
  uint64_t size = about.st_size;
  uint64_t length = offset >= size ? 0 : count < size - offset ? count : size - offset;
  size_t total = sizeof(struct record) + length;
  char *bytes = malloc(total);
  if (!bytes) give_up("malloc");
  *(struct record *)bytes = (struct record){offset, size, length};
  if (length) read_old(target->fd, bytes + sizeof(struct record), offset, length);
  if (raw_write(target->journal->fd, bytes, total) != (ssize_t)total) give_up("write the journal");
  free(bytes);
}

/* Leaves the journal locked. */
static void begin_write(struct target *target, int64_t offset, uint64_t count) {
  int saved = errno;
  lock(target->journal);
  int flags = fcntl(target->fd, F_GETFL);
  if (flags & O_APPEND) offset = lseek(target->fd, 0, SEEK_END);
  else if (offset < 0) offset = lseek(target->fd, 0, SEEK_CUR);
  note(target, offset, count);
  errno = saved;
}

static uint64_t total_of(const struct iovec *parts, int count) {
  uint64_t total = 0;
  for (int i = 0; i < count; i++) total += parts[i].iov_len;
  return total;
}

#define REAL(name) \
  static __typeof__(&name) real; \
  if (!real) real = (__typeof__(&name))dlsym(RTLD_NEXT, #name)

/* Record and write are one step to the others: a sync in between would forget the record. */
#define AROUND(offset, count, call) \
  do { \
    struct target target; \
    if (!find_target(fd, &target)) return call; \
    begin_write(&target, offset, count); \
    ssize_t result = call; \
    unlock(target.journal); \
    return result; \
  } while (0)

ssize_t write(int fd, const void *bytes, size_t count) {
  REAL(write);
  AROUND(-1, count, real(fd, bytes, count));
}

ssize_t writev(int fd, const struct iovec *parts, int count) {
  REAL(writev);
  AROUND(-1, total_of(parts, count), real(fd, parts, count));
}

ssize_t pwrite(int fd, const void *bytes, size_t count, off_t offset) {
  REAL(pwrite);
  AROUND(offset, count, real(fd, bytes, count, offset));
}

ssize_t pwrite64(int fd, const void *bytes, size_t count, off64_t offset) {
  REAL(pwrite64);
  AROUND(offset, count, real(fd, bytes, count, offset));
}

ssize_t pwritev(int fd, const struct iovec *parts, int count, off_t offset) {
  REAL(pwritev);
  AROUND(offset, total_of(parts, count), real(fd, parts, count, offset));
}

ssize_t pwritev64(int fd, const struct iovec *parts, int count, off64_t offset) {
  REAL(pwritev64);
  AROUND(offset, total_of(parts, count), real(fd, parts, count, offset));
}

static int resize(int fd, int64_t size, int (*real)(int, off64_t)) {
  struct target target;
  if (!find_target(fd, &target)) return real(fd, size);
  lock(target.journal);
  note(&target, size, UINT64_MAX);
  int result = real(fd, size);
  unlock(target.journal);
  return result;
}

int ftruncate(int fd, off_t size) {
  REAL(ftruncate);
  return resize(fd, size, (int (*)(int, off64_t))real);
}

int ftruncate64(int fd, off64_t size) {
  REAL(ftruncate64);
  return resize(fd, size, real);
}

static int sync_file(int fd, int (*real)(int)) {
  struct target target;
  if (!find_target(fd, &target)) return real(fd);
  lock(target.journal);
  int result = real(fd);
  if (result == 0) {
    if (syscall(SYS_ftruncate, target.journal->fd, 0) != 0) give_up("empty the journal");
    raw_write(syncs_fd, ".", 1);
  }
  unlock(target.journal);
  return result;
}

int fsync(int fd) {
  REAL(fsync);
  return sync_file(fd, real);
}

int fdatasync(int fd) {
  REAL(fdatasync);
  return sync_file(fd, real);
}

/* Opening with O_TRUNC empties a file without any of the calls above. */
static void empty_before_open(int folder, const char *path, int flags) {
  struct stat about;
  if (!watched_length || !(flags & O_TRUNC) || (flags & O_EXCL)) return;
  if (fstatat(folder, path, &about, 0) != 0 || !S_ISREG(about.st_mode)) return;
  int fd = (int)syscall(SYS_openat, folder, path, O_WRONLY | O_CLOEXEC, 0);
  if (fd < 0) return;
  if (ftruncate(fd, 0) != 0) give_up("ftruncate");
  syscall(SYS_close, fd);
}

static int open_noting(int folder, const char *path, int flags, mode_t mode) {
  int saved = errno;
  empty_before_open(folder, path, flags);
  errno = saved;
  return (int)syscall(SYS_openat, folder, path, flags, mode);
}

#define MODE_OF(flags) \
  mode_t mode = 0; \
  if ((flags & O_CREAT) || (flags & O_TMPFILE) == O_TMPFILE) { \
    va_list rest; \
    va_start(rest, flags); \
    mode = va_arg(rest, mode_t); \
    va_end(rest); \
  }

int open(const char *path, int flags, ...) {
  MODE_OF(flags);
  return open_noting(AT_FDCWD, path, flags, mode);
}

int open64(const char *path, int flags, ...) {
  MODE_OF(flags);
  return open_noting(AT_FDCWD, path, flags | O_LARGEFILE, mode);
}

int openat(int folder, const char *path, int flags, ...) {
  MODE_OF(flags);
  return open_noting(folder, path, flags, mode);
}

/*
 * Birth times have the resolution of the kernel's tick: a file made within it may get the inode and the
 * birth time of the one just removed. So a removed file's journal is emptied, too.
 */
static int find_last_link(int folder, const char *path, char name[64]) {
  struct statx about;
  unsigned mask = STATX_BASIC_STATS | STATX_BTIME;
  if (!watched_length || statx(folder, path, AT_SYMLINK_NOFOLLOW, mask, &about) != 0) return 0;
  /* where there are no birth times, nothing was noted */
  if (!S_ISREG(about.stx_mode) || about.stx_nlink != 1 || !(about.stx_mask & STATX_BTIME)) return 0;
  name_of(&about, name);
  return 1;
}

static void forget(const char *name) {
  char path[PATH_MAX + 80];
  int saved = errno;
  snprintf(path, sizeof path, "%s/%s", journals_folder, name);
  /* most files have none */
  if (syscall(SYS_truncate, path, 0) != 0 && errno != ENOENT) give_up(path);
  errno = saved;
}

#define REMOVING(folder, path, call) \
  do { \
    char name[64]; \
    int last = find_last_link(folder, path, name); \
    int result = call; \
    if (last && result == 0) forget(name); \
    return result; \
  } while (0)

int unlink(const char *path) {
  REAL(unlink);
  REMOVING(AT_FDCWD, path, real(path));
}

int unlinkat(int folder, const char *path, int flags) {
  REAL(unlinkat);
  REMOVING(folder, path, real(folder, path, flags));
}

int rename(const char *from, const char *to) {
  REAL(rename);
  REMOVING(AT_FDCWD, to, real(from, to));
}
