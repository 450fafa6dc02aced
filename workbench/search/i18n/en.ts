/** Texts of the search over everything: they come with it. */
export const en = {
  'search.title': 'Search everything',
  'search.words': 'Words',
  'search.hint': 'Words in messages, or what is known of customers',
  'search.go': 'Search',
  'search.of': 'Search in',
  'search.of.messages': 'Messages',
  'search.of.visitors': 'Customers and params',
  'search.from': 'From',
  'search.to': 'To',
  'search.agent': 'Agent',
  'search.anyAgent': 'All agents',
  'search.channel': 'Channel',
  'search.anyChannel': 'All channels',
  'search.clear': 'Clear the filters',
  'search.results': 'What was found',
  'search.found': '{count} found',
  'search.foundMore': '{count} found, and there are more',
  'search.searching': 'Searching …',
  'search.nothing': 'Nothing was found. Words are found by how they begin; Chinese as it stands.',
  'search.nothingNarrowed': 'Nothing was found. Perhaps the filters are too narrow.',
  'search.begin':
    'Everything that was ever said, notes of colleagues and what pages say of customers: names, params, order numbers.',
  'search.more': 'Show more',
  'search.failed': 'The server did not carry that out. Try again.',
  'search.again': 'Try again',
  'search.note': 'Note',
  'search.nameless': 'Visitor',
  'search.robot': 'Robot',
  'search.field.uname': 'Name',
  'search.field.partnerid': 'Customer id',
  'search.field.tel': 'Phone',
  'search.field.email': 'E-mail',
  'search.field.remark': 'Remark'
}

export type SearchKey = keyof typeof en
