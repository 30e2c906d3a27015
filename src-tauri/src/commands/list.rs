// Every command the window may call, by noun: the one list. `build.rs` makes a permission of each name and `mod.rs` the
// handler; a test compares it with ui/src/lib/ipc/commands.ts and with capabilities/main.json.
macro_rules! every_command {
    ($take:ident) => {
        $take! {
            engine: engine_state, engine_search, engine_select, engine_start;
            container: container_list, container_page, container_raw, container_start, container_stop,
                container_restart, container_kill, container_pause, container_unpause, container_rename,
                container_removal, container_remove, container_open;
            logs: logs_open, logs_acknowledge, logs_close, logs_save;
            image: image_list, image_page, image_typed, image_pull, image_tag, image_untag, image_removal,
                image_remove, image_push;
            inside: image_inside, image_packages, image_layers, image_files, image_file, image_file_save,
                image_compare, document_save;
            security: image_scan, scan_all, image_findings, security, ignore_list, finding_ignore,
                finding_unignore, vex_import, advisories_update, advisories_import, advisories_clear,
                scan_cache_clear, image_trust, trust_keys, trust_key_add, trust_key_remove, other_scanners,
                other_scan, other_scan_view;
            registry: registry_list, registry_sign_in, registry_sign_out, registry_check, discover_search,
                discover_tags, discover_tag_details;
            update: freshness, freshness_check, update_choose, update_preview, update_start, update_all,
                update_undo, update_kept, update_kept_remove, update_history, update_recovered;
            run: run_form, run_check, run_parse, run_start;
            build: folder_pick, folder_create, build_folder, build_check, build_start;
            storage: volume_list, network_list, disk_usage;
            job: job_list, job_watch, job_cancel, job_dismiss;
            settings: settings_get, settings_set, about;
            window: window_report, link_open;
        }
    };
}
