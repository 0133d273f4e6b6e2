// What pairing and signing in say.

export const pairingWords = {
  addTitle: 'Add a device',
  addLead: 'Open this link on the other device, or point its camera at the code.',
  linkLabel: 'Link',
  copy: 'Copy link',
  share: 'Share …',
  secretHint: 'The link lets whoever has it read and change your notes. Give it to your own devices only.',
  qrLabel: 'QR code of the link',
  loopbackTitle: 'Another device cannot reach this address',
  loopback: (host: string) =>
    `${host} means “this computer” on every computer. The link works in other browsers on this one. For a phone or another computer, start the relay on your network’s address and open the app from there:`,
  loopbackCommand: 'HOST=0.0.0.0 npm start -- --secret <a secret of your own>',
  loopbackAfter: 'Then open http://<this computer’s address>:7420 here and come back to this page.',
  noRelayTitle: 'There is no relay yet',
  noRelay:
    'Devices meet at a relay. Start one with the command below and open the app from its address, or paste the link of a device that already has one.',
  noRelayCommand: 'npm start',
  pasteLabel: 'Link or secret',
  pasteHint: 'From “Add a device” on a device that is already signed in.',
  connect: 'Connect',
  notALink: 'This is neither a pairing link nor a secret.',
  signInTitle: 'Sign in again',
  signInLead: 'The relay asks for its secret. Paste it, or the link from another device.',
  signInWrong:
    'The relay does not accept the secret that this device has. Paste the right one, or the link from another device.',
  joinTitle: 'Add this device',
  joinLead: (host: string) => `Your notes will be kept in step with the relay at ${host}.`,
  joinKeeps: (notes: string) => `The ${notes} already on this device stay and are added.`,
  joinReplaces: (host: string) => `Until now this device used ${host}. It will use the new relay instead.`,
  nameLabel: 'Name of this device',
  nameHint: 'So that your other devices can say what is on this one.',
  join: 'Add device',
  joinFailed: 'This device could not be added',
  badLinkTitle: 'This link does not work',
  badLink:
    'It is not complete, or not from this app. Open “Add a device” on the other device and copy the link again.'
} as const
