// Imported before anything that has a schema. zod asks by `Function('')` whether it may make code of its own; the pages' policy refuses
// that, and reports it as an attack. What it would be told here is no.
(globalThis as { __zod_globalConfig?: { jitless: boolean } }).__zod_globalConfig = { jitless: true };
