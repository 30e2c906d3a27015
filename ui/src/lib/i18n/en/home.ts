export const home = {
  title: 'Home',
  help: 'Is everything all right?',
};
