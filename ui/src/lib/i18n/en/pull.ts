export const pull = {
  title: 'Pull an image',
};
