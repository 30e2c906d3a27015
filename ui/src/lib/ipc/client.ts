import type {
  About,
  BuildCheck,
  BuildFolder,
  BuildRequest,
  ContainerPage,
  ContainerRemoval,
  ContainerRow,
  DiskView,
  EngineFound,
  EngineState,
  ImagePage,
  ImageRemoval,
  ImageRow,
  JobUpdate,
  JobView,
  LogMessage,
  LogRequest,
  NetworkRow,
  Problem,
  Resource,
  RunCheck,
  RunForm,
  RunParsed,
  RunSpec,
  Settings,
  TypedImage,
  VolumeRow,
} from './generated';

/** Ends a subscription. */
export type Stop = () => void;

/**
 * Everything the window can ask of the app, one method per command. What cannot be done rejects with a `Problem`.
 * `tauri.ts` asks the real one; `memory.ts` is a twin that lives in the browser.
 */
export interface Client {
  /** Hears which resources changed. */
  onChanged(listener: (resources: Resource[]) => void): Stop;

  engine(): Promise<EngineState>;
  engines(): Promise<EngineFound[]>;
  /** Looks for engines again. */
  engineSearch(): Promise<EngineFound[]>;
  /** Uses this one; `null` takes the best that answers. */
  engineChoose(id: string | null): Promise<void>;
  /** Starts an engine that is installed and does not run. */
  engineStart(id: string): Promise<void>;

  containers(): Promise<ContainerRow[]>;
  container(id: string): Promise<ContainerPage>;
  containerStart(id: string): Promise<void>;
  containerStop(id: string): Promise<void>;
  containerRestart(id: string): Promise<void>;
  containerKill(id: string): Promise<void>;
  containerPause(id: string): Promise<void>;
  containerUnpause(id: string): Promise<void>;
  containerRename(id: string, name: string): Promise<void>;
  /** What would go. */
  containerRemoval(id: string): Promise<ContainerRemoval>;
  containerRemove(id: string, volumes: boolean): Promise<void>;
  /** Streams a log until it ends or is stopped; each batch is acknowledged once `listener` returns. */
  containerLogs(request: LogRequest, listener: (message: LogMessage) => void): Stop;

  images(): Promise<ImageRow[]>;
  image(id: string): Promise<ImagePage>;
  /** Understands what somebody types as an image. */
  imageTyped(text: string): Promise<TypedImage>;
  imageTag(id: string, reference: string): Promise<void>;
  imageUntag(reference: string): Promise<void>;
  /** What would go. */
  imageRemoval(id: string): Promise<ImageRemoval>;
  imageRemove(id: string): Promise<void>;
  /** Starts a pull and returns the job's id. */
  imagePull(reference: string, platform: string | null): Promise<string>;

  runForm(image: string): Promise<RunForm>;
  runCheck(spec: RunSpec): Promise<RunCheck>;
  /** Understands a pasted `docker run` line. */
  runParse(line: string): Promise<RunParsed>;
  /** Starts the run and returns the job's id. */
  run(spec: RunSpec): Promise<string>;

  /** Asks for a folder; `null` when the user thought better of it. */
  pickFolder(): Promise<string | null>;
  folderCreate(path: string): Promise<void>;
  buildFolder(folder: string): Promise<BuildFolder>;
  buildCheck(request: BuildRequest): Promise<BuildCheck>;
  /** Starts the build and returns the job's id. */
  build(request: BuildRequest): Promise<string>;

  volumes(): Promise<VolumeRow[]>;
  networks(): Promise<NetworkRow[]>;
  disk(): Promise<DiskView>;

  jobs(): Promise<JobView[]>;
  /** Streams a job: complete at once, then at every change with the new lines. */
  jobWatch(id: string, listener: (update: JobUpdate) => void): Stop;
  jobCancel(id: string): Promise<void>;
  /** Takes a finished job out of the list. */
  jobDismiss(id: string): Promise<void>;

  settings(): Promise<Settings>;
  settingsSave(settings: Settings): Promise<void>;
  about(): Promise<About>;
  /** Opens a web address in the user's browser. */
  openUrl(url: string): Promise<void>;
  /** Asks where, and writes a text there; `false` when the user thought better of it. */
  saveText(suggestedName: string, text: string): Promise<boolean>;
}

/** Whatever was thrown, as a problem that can be shown. */
export function asProblem(error: unknown): Problem {
  if (typeof error === 'object' && error !== null && 'code' in error && 'facts' in error)
    return error as Problem;
  const raw = error instanceof Error ? error.message : String(error);
  return { code: 'unexpected', facts: {}, raw, actions: [] };
}
