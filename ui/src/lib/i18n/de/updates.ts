export { updates } from '../en/updates';
