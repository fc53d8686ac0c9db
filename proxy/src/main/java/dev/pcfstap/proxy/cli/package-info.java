/**
 * The command line.
 *
 * <p>What enters are arguments, environment variables and a configuration file; what leaves are data on standard output,
 * everything else on standard error, and an exit code: 0 fine, 1 differences found or a check failed, 2 it could not run,
 * 3 done but the log is incomplete. Commands run on the main thread and wait there; nothing here runs on an event loop.
 */
@NullMarked
package dev.pcfstap.proxy.cli;

import org.jspecify.annotations.NullMarked;
