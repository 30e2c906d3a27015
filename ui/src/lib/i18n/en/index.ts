import { build } from './build';
import { containers } from './containers';
import { design } from './design';
import { home } from './home';
import { images } from './images';
import { jobs } from './jobs';
import { onboarding } from './onboarding';
import { pull } from './pull';
import { run } from './run';
import { settings } from './settings';
import { shell } from './shell';
import { typed } from './typed';
import { updates } from './updates';

export const catalogue = {
  build,
  containers,
  design,
  home,
  images,
  jobs,
  onboarding,
  pull,
  run,
  settings,
  shell,
  typed,
  updates,
};
