import { build } from './build';
import { containers } from './containers';
import { design } from './design';
import { discover } from './discover';
import { findings } from './findings';
import { home } from './home';
import { images } from './images';
import { inside } from './inside';
import { jobs } from './jobs';
import { onboarding } from './onboarding';
import { pull } from './pull';
import { push } from './push';
import { registries } from './registries';
import { run } from './run';
import { security } from './security';
import { settings } from './settings';
import { shell } from './shell';
import { trust } from './trust';
import { typed } from './typed';
import { updates } from './updates';

export const catalogue = {
  build,
  containers,
  design,
  discover,
  findings,
  home,
  images,
  inside,
  jobs,
  onboarding,
  pull,
  push,
  registries,
  run,
  security,
  settings,
  shell,
  trust,
  typed,
  updates,
};
