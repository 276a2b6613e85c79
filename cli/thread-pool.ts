// Each message waits in the thread pool for the disk, and the disk makes many files durable as fast as one: with Node's four
// threads it would idle (docs/performance.md). Node reads this when the first of them is needed, so it stands before all else.
process.env.UV_THREADPOOL_SIZE ??= "64";
