import { Icon } from '#ui/components/Icon.tsx'
import { hueOf, letterOf } from '../visitor-name.ts'

type AvatarProps = { name: string; uid: string; online?: boolean }

/** Decoration: the name stands beside it. */
export function Avatar({ name, uid, online = false }: AvatarProps) {
  const letter = letterOf(name)
  return (
    <span class={`avatar hue-${hueOf(uid)}`} aria-hidden="true">
      {letter || <Icon name="user" size={18} />}
      {online && <i class="dot online" />}
    </span>
  )
}
