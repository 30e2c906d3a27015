import { Channel, invoke } from '@tauri-apps/api/core';
import { listen } from '@tauri-apps/api/event';
import type { Client, Stop } from './client';
import type { Changed, JobUpdate, LogMessage } from './generated';

/** Asks the app behind the window. */
export const tauri: Client = {
  onChanged: (listener) => {
    const listening = listen<Changed>('changed', (event) => listener(event.payload.resources));
    return () => void listening.then((stop) => stop());
  },

  engine: () => invoke('engine'),
  engines: () => invoke('engines'),
  engineSearch: () => invoke('engine_search'),
  engineChoose: (id) => invoke('engine_choose', { id }),
  engineStart: (id) => invoke('engine_start', { id }),

  containers: () => invoke('containers'),
  container: (id) => invoke('container', { id }),
  containerStart: (id) => invoke('container_start', { id }),
  containerStop: (id) => invoke('container_stop', { id }),
  containerRestart: (id) => invoke('container_restart', { id }),
  containerKill: (id) => invoke('container_kill', { id }),
  containerPause: (id) => invoke('container_pause', { id }),
  containerUnpause: (id) => invoke('container_unpause', { id }),
  containerRename: (id, name) => invoke('container_rename', { id, name }),
  containerRemoval: (id) => invoke('container_removal', { id }),
  containerRemove: (id, volumes) => invoke('container_remove', { id, volumes }),
  containerLogs: (request, listener) =>
    stream<LogMessage>('container_logs', { request }, (message, stream) => {
      listener(message);
      if (message.type === 'lines') void invoke('stream_ack', { stream, batch: message.batch });
    }),

  images: () => invoke('images'),
  image: (id) => invoke('image', { id }),
  imageTyped: (text) => invoke('image_typed', { text }),
  imageTag: (id, reference) => invoke('image_tag', { id, reference }),
  imageUntag: (reference) => invoke('image_untag', { reference }),
  imageRemoval: (id) => invoke('image_removal', { id }),
  imageRemove: (id) => invoke('image_remove', { id }),
  imagePull: (reference, platform) => invoke('image_pull', { reference, platform }),

  runForm: (image) => invoke('run_form', { image }),
  runCheck: (spec) => invoke('run_check', { spec }),
  runParse: (line) => invoke('run_parse', { line }),
  run: (spec) => invoke('run', { spec }),

  pickFolder: () => invoke('pick_folder'),
  folderCreate: (path) => invoke('folder_create', { path }),
  buildFolder: (folder) => invoke('build_folder', { folder }),
  buildCheck: (request) => invoke('build_check', { request }),
  build: (request) => invoke('build', { request }),

  volumes: () => invoke('volumes'),
  networks: () => invoke('networks'),
  disk: () => invoke('disk'),

  jobs: () => invoke('jobs'),
  jobWatch: (id, listener) => stream<JobUpdate>('job_watch', { id }, listener),
  jobCancel: (id) => invoke('job_cancel', { id }),
  jobDismiss: (id) => invoke('job_dismiss', { id }),

  settings: () => invoke('settings'),
  settingsSave: (settings) => invoke('settings_save', { settings }),
  about: () => invoke('about'),
  openUrl: (url) => invoke('open_url', { url }),
  saveText: (suggestedName, text) => invoke('save_text', { suggestedName, text }),
};

let lastStream = 0;

/** Runs a command that speaks through a channel. The number lets the other side be told to stop. */
function stream<T>(
  command: string,
  args: Record<string, unknown>,
  listener: (message: T, stream: number) => void,
): Stop {
  const number = ++lastStream;
  let open = true;
  const channel = new Channel<T>((message) => open && listener(message, number));
  void invoke(command, { ...args, stream: number, channel });
  return () => {
    open = false;
    void invoke('stream_stop', { stream: number });
  };
}
