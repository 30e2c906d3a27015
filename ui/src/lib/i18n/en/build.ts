export const build = {
  title: 'Build an image',
};
