/** Texts of the export of conversations. */
export const enTalks = {
  'talks.title': 'Export conversations',
  'talks.about':
    'The conversations that began in these days, with params, what is known of the customer, the summary and everything that was said.',
  'talks.agent': 'Agent',
  'talks.anyAgent': 'All agents',
  'talks.channel': 'Channel',
  'talks.anyChannel': 'All channels',
  'talks.csv': 'Export as CSV',
  'talks.jsonl': 'Export as JSON lines'
}
