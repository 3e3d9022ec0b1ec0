// Loaded into each process of the demonstration: when the relay that started it is gone, however it ended, it ends too.

process.channel?.unref();
process.once('disconnect', () => process.exit(0));
