// Each message waits for the disk in the thread pool, and a disk syncs many files in the time of one file, so Node's
// four threads are too few (docs/performance.md). Node reads the variable at the first use of the pool, so this file
// must be imported first.
process.env.UV_THREADPOOL_SIZE ??= "64";
