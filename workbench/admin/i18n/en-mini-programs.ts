/** Texts of the administration about mini programs. */
export const enMiniPrograms = {
  'miniPrograms.title': 'Mini programs',
  'miniPrograms.about':
    'WeChat mini programs whose contact button leads here: their customers are answered in the same workbench.',
  'miniPrograms.new': 'Bind a mini program',
  'miniPrograms.none': 'No mini program is bound yet.',
  'miniPrograms.name': 'Name',
  'miniPrograms.appId': 'AppID',
  'miniPrograms.appIdHint': 'On the WeChat platform under Development, Development settings.',
  'miniPrograms.appSecret': 'AppSecret',
  'miniPrograms.appSecretHint': 'From the same page. It is never shown again; empty keeps the present one.',
  'miniPrograms.aesKey': 'EncodingAESKey',
  'miniPrograms.aesKeyHint':
    'The 43 letters and digits that the platform makes under Message push. Choose secure mode there; XML and JSON both work.',
  'miniPrograms.token': 'Token',
  'miniPrograms.tokenHint': 'The one that stands in the platform’s settings. Empty: we make one.',
  'miniPrograms.state': 'State',
  'miniPrograms.state.new': 'Not called yet',
  'miniPrograms.state.verified': 'Connected',
  'miniPrograms.state.failing': 'Failing',
  'miniPrograms.mode': 'Who answers',
  'miniPrograms.robot': 'Robot',
  'miniPrograms.group': 'Group that answers',
  'miniPrograms.agent': 'Or one agent',
  'miniPrograms.nobody': 'As for everybody',
  'miniPrograms.serveHint': 'What the button names, and the routing rules, come first.',
  'miniPrograms.url': 'URL for message push',
  'miniPrograms.urlHint': 'Put it into the platform’s settings under Message push, with the token below.',
  'miniPrograms.check': 'Check now',
  'miniPrograms.pushedAt': 'Last message from the platform: {time}',
  'miniPrograms.never': 'The platform has sent nothing yet.',
  'miniPrograms.since': 'Failing since {time}: {problem}'
}
