/** The icons of the sprite: add a name of Lucide here, or an own drawing as fourleaf-<name>.svg beside this file. */
export const iconNames = [
  "fourleaf-clover",
  "archive", "arrow-down", "arrow-left", "arrow-right", "bell", "bell-off", "bookmark", "building-2", "calendar",
  "check", "check-check", "chevron-down", "chevron-right", "circle-alert", "circle-check", "circle-help", "clock",
  "cloud-off", "copy", "corner-down-right", "download", "ellipsis", "eye", "eye-off", "file", "file-text", "flag",
  "globe", "history", "house", "inbox", "info", "keyboard", "languages", "link", "list", "lock", "log-out", "mail",
  "map-pin", "menu", "message-circle", "message-square", "message-square-reply", "message-circle-question-mark", "moon", "paperclip",
  "pencil", "phone", "plus", "refresh-cw", "reply", "search", "send", "settings", "shield", "smile", "sprout", "sun",
  "sun-moon", "trash-2", "triangle-alert", "undo-2", "user", "user-check", "user-minus", "user-plus", "users", "wifi-off", "x",
];
