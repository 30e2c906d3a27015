export const images = {
  title: 'Images',
  help: 'An image is a packed app, ready to run.',
  columns: { name: 'Name', size: 'Size', created: 'Created', usedBy: 'Used by' },
  unnamed: 'No name',
  empty: 'No images yet',
  emptyHelp: 'An image is a packed app, ready to run. Pull one to begin.',
  nothing: 'No image matches',
  showAll: 'Show all',
};
