// The twin of the app that lives in the browser: `npm run dev` and component tests use it.
export { MemoryClient, type Pretence } from './memory/client';
