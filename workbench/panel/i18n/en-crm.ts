/** Texts about owners, organisations and business records. */
export const enCrm = {
  'card.organisation': 'Organisation',
  'card.owner': 'Owner',
  'card.ownerGroup': 'Owner’s group',
  'card.nobody': 'Nobody',
  'card.noOrganisation': 'None',
  'card.findOrganisation': 'Find an organisation',
  'records.title': 'Business records',
  'records.add': 'Add',
  'records.new': 'New business record',
  'records.none': 'Nothing recorded yet.',
  'records.more': 'Show older ones',
  'records.edit': 'Edit “{title}”',
  'records.changed': 'changed by {name}, {time}',
  'records.template': 'Template',
  'records.noTemplate': 'None',
  'records.what': 'Title',
  'records.note': 'Note',
  'records.needed': 'needed'
}
