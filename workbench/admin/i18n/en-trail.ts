/** Texts about the trajectories of mini programs. */
export const enTrail = {
  'trackers.title': 'Mini program tracking',
  'trackers.about':
    'Mini programs that tell what their visitors look at, by UdeskSdk or QDTracker. Agents see it beside the conversation.',
  'trackers.new': 'New mini program',
  'trackers.none': 'No mini program yet.',
  'trackers.name': 'Name',
  'trackers.appId': 'AppID',
  'trackers.takes': 'Takes',
  'trackers.secret': 'AppSecret',
  'trackers.secretHint':
    'Only for UdeskSdk in WeChat, which asks for openids. Kept encrypted and shown to nobody; empty, what is there stays.',
  'trackers.products': 'Products (UdeskSdk)',
  'trackers.orders': 'Orders (UdeskSdk)',
  'trackers.events': 'Events (QDTracker)',
  'trackers.token': 'companyToken for UdeskSdk.init',
  'trackers.key': 'appkey for QDTracker.init',
  'trackers.files': 'Files for utils/',
  'trackers.live': 'Accepted events',
  'trackers.liveHint': 'The newest first; new ones come by themselves.',
  'trackers.noEvents': 'Nothing yet.',
  'trackers.failed': 'The events could not be read. It is tried again.',
  'trackers.filtered': 'Properties left out',
  'trackers.filteredHint': 'They did not fit their definition.',
  'trackers.event': 'Event',
  'trackers.property': 'Property',
  'trackers.count': 'How often',

  'track-events.title': 'Events of mini programs',
  'track-events.about':
    'What QDTracker tells. The id is the name that the mini program uses; events that are not defined are taken as well.',
  'track-events.new': 'New event',
  'track-properties.title': 'Properties of events',
  'track-properties.about':
    'The id is the name that the mini program uses. A property of another type is left out and counted; one that is not defined stays.',
  'track-properties.new': 'New property',
  'track-properties.typeHint': 'A time is milliseconds or a date as text.',
  'track-properties.type.text': 'Text',
  'track-properties.type.number': 'Number',
  'track-properties.type.flag': 'Yes or no',
  'track-properties.type.time': 'Time',
  'track-properties.type.list': 'List of texts'
}
