/** Texts of the administration about organisations, customers and business records. */
export const enCrm = {
  'part.customers': 'Customers',

  'organisations.title': 'Organisations',
  'organisations.about':
    'What customers belong to: firms, schools, shops. Agents pick one on the customer card.',
  'organisations.new': 'New organisation',
  'organisations.none': 'There is no such organisation.',
  'organisations.name': 'Name',
  'organisations.domains': 'Domains',
  'organisations.domainsHint': 'One in each line, such as example.com.',
  'organisations.description': 'Description',
  'organisations.owner': 'Owner',
  'organisations.ownerHint': 'The agent who looks after it.',
  'organisations.noOwner': 'Nobody',
  'organisations.customers': 'Its customers',

  'customers.title': 'Customers',
  'customers.about':
    'Everybody who has opened the chat, the newest first. What agents know of them stands on the customer card beside a conversation.',
  'customers.none': 'There is no such customer.',
  'customers.name': 'Name',
  'customers.noName': 'Without a name',
  'customers.partnerid': 'Your id (partnerid)',
  'customers.userid': 'userid',
  'customers.owner': 'Owner',
  'customers.organisation': 'Organisation',
  'customers.lastSeen': 'Last seen',

  'records.title': 'Business records',
  'records.about': 'What agents and other systems have recorded of customers, the newest first.',
  'records.none': 'There is no such record.',
  'records.what': 'Title',
  'records.customer': 'Customer',
  'records.template': 'Template',
  'records.noTemplate': 'None',
  'records.note': 'Note',
  'records.by': 'Made by',
  'records.at': 'Made at',
  'records.filledIn': 'Filled in',
  'records.changed': 'Changed by {name}, {time}',

  'record-fields.title': 'Fields of business records',
  'record-fields.about':
    'What agents fill in on a business record. Which of them a record has, its template says.',
  'record-fields.new': 'New field',
  'record-templates.title': 'Templates of business records',
  'record-templates.about': 'Kinds of records, such as a repair or a contract.',
  'record-templates.new': 'New template',

  'admin.any': 'All'
}
