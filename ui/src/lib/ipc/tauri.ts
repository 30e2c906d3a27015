import { Channel, invoke } from '@tauri-apps/api/core';
import { listen } from '@tauri-apps/api/event';
import type { Client } from './client';
import type { Changed, JobUpdate, LogMessage } from './generated';

/** A command whose arguments have these names. */
function command(name: string, ...names: readonly string[]) {
  return (...values: readonly unknown[]): Promise<never> =>
    invoke(name, Object.fromEntries(names.map((key, index) => [key, values[index]])));
}

/** Asks the app behind the window. */
export const tauri: Client = {
  onChanged: (listener) => {
    const listening = listen<Changed>('changed', (event) => listener(event.payload.resources));
    return () => void listening.then((stop) => stop());
  },

  engineState: command('engine_state'),
  engineSearch: command('engine_search'),
  engineSelect: command('engine_select', 'id'),
  engineStart: command('engine_start'),

  containerList: command('container_list'),
  containerPage: command('container_page', 'id'),
  containerRaw: command('container_raw', 'id'),
  containerStart: command('container_start', 'id'),
  containerStop: command('container_stop', 'id'),
  containerRestart: command('container_restart', 'id'),
  containerKill: command('container_kill', 'id'),
  containerPause: command('container_pause', 'id'),
  containerUnpause: command('container_unpause', 'id'),
  containerRename: command('container_rename', 'id', 'name'),
  containerRemoval: command('container_removal', 'id'),
  containerRemove: command('container_remove', 'id', 'volumes'),
  containerOpen: command('container_open', 'id', 'url'),

  logsOpen: (request, listener) =>
    invoke('logs_open', { request, listener: new Channel<LogMessage>(listener) }),
  logsAcknowledge: command('logs_acknowledge', 'reading', 'batch'),
  logsClose: command('logs_close', 'reading'),
  logsSave: command('logs_save', 'container'),

  imageList: command('image_list'),
  imagePage: command('image_page', 'id'),
  imageTyped: command('image_typed', 'text'),
  imagePull: command('image_pull', 'reference', 'platform'),
  imageTag: command('image_tag', 'id', 'name'),
  imageUntag: command('image_untag', 'name'),
  imageRemoval: command('image_removal', 'id'),
  imageRemove: command('image_remove', 'id'),
  imagePush: command('image_push', 'reference'),

  imageInside: command('image_inside', 'id', 'language'),
  imagePackages: command('image_packages', 'id'),
  imageLayers: command('image_layers', 'id'),
  imageFiles: command('image_files', 'request'),
  imageFile: command('image_file', 'id', 'layer', 'path', 'reveal'),
  imageFileSave: command('image_file_save', 'id', 'layer', 'path'),
  imageCompare: command('image_compare', 'before', 'after'),
  documentSave: command('document_save', 'id', 'format'),

  imageScan: command('image_scan', 'id'),
  scanAll: command('scan_all'),
  imageFindings: command('image_findings', 'id', 'language'),
  security: command('security', 'language'),
  ignoreList: command('ignore_list'),
  findingIgnore: command('finding_ignore', 'request'),
  findingUnignore: command('finding_unignore', 'number'),
  vexImport: command('vex_import'),
  advisoriesUpdate: command('advisories_update'),
  advisoriesImport: command('advisories_import'),
  advisoriesClear: command('advisories_clear'),
  scanCacheClear: command('scan_cache_clear'),
  imageTrust: command('image_trust', 'reference'),
  trustKeys: command('trust_keys'),
  trustKeyAdd: command('trust_key_add', 'scope', 'pem'),
  trustKeyRemove: command('trust_key_remove', 'number'),
  otherScanners: command('other_scanners'),
  otherScan: command('other_scan', 'id', 'scanner'),
  otherScanView: command('other_scan_view', 'id', 'scanner'),

  registryList: command('registry_list'),
  registrySignIn: command('registry_sign_in', 'signIn'),
  registrySignOut: command('registry_sign_out', 'host'),
  registryCheck: command('registry_check', 'host'),
  discoverSearch: command('discover_search', 'text'),
  discoverTags: command('discover_tags', 'reference'),
  discoverTagDetails: command('discover_tag_details', 'reference', 'tags'),
  linkOpen: command('link_open', 'url'),

  freshness: command('freshness'),
  freshnessCheck: command('freshness_check', 'references'),
  updateChoose: command('update_choose', 'container', 'choice'),
  updatePreview: command('update_preview', 'container', 'tag'),
  updateStart: command('update_start', 'request'),
  updateAll: command('update_all', 'containers'),
  updateUndo: command('update_undo', 'container', 'restore'),
  updateKept: command('update_kept'),
  updateKeptRemove: command('update_kept_remove', 'id'),
  updateHistory: command('update_history', 'container'),
  updateRecovered: command('update_recovered'),

  runForm: command('run_form', 'image'),
  runCheck: command('run_check', 'spec'),
  runParse: command('run_parse', 'line'),
  runStart: command('run_start', 'spec'),

  folderPick: command('folder_pick'),
  folderCreate: command('folder_create', 'path'),
  buildFolder: command('build_folder', 'folder'),
  buildCheck: command('build_check', 'request'),
  buildStart: command('build_start', 'request'),

  volumeList: command('volume_list'),
  networkList: command('network_list'),
  diskUsage: command('disk_usage'),

  jobList: command('job_list'),
  jobWatch: (id, listener) => invoke('job_watch', { id, listener: new Channel<JobUpdate>(listener) }),
  jobCancel: command('job_cancel', 'id'),
  jobDismiss: command('job_dismiss', 'id'),

  settingsGet: command('settings_get'),
  settingsSet: command('settings_set', 'settings'),
  about: command('about'),
  windowReport: command('window_report', 'kind', 'text'),
};
