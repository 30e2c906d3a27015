export const run = {
  title: 'Run an image',
};
