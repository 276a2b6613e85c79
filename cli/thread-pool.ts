// Each message waits for the disk in the thread pool, and the disk makes many files durable in the time of one, so Node's four
// threads are too few (docs/performance.md). Node reads the variable at the first use of the pool, so this file is imported first.
process.env.UV_THREADPOOL_SIZE ??= "64";
