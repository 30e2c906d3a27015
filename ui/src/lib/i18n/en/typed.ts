/** Words around an image as somebody types it. Corrections are keyed by the wire's own names. */
export const typed = {
  label: 'Image',
  placeholder: 'Such as nginx or postgres:17',
  understood: 'Understood as',
  putRight: 'Put right',
  present: 'On this computer already',
  notHere: 'Not on this computer yet',
  corrections: {
    spaces: 'spaces taken out',
    command: 'the image taken from the command',
    options: "the command's options left out",
    scheme: 'https:// taken off',
    hubPage: 'the name taken from the page address',
    upperCase: 'written in lower case',
    quotes: 'quotation marks taken off',
    punctuation: 'leftover punctuation taken off',
  },
  suggestions: 'Images on this computer',
  ownPlatform: (platform: string) => `This computer's own (${platform})`,
  anyPlatform: "The engine's own",
};
