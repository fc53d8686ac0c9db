/** The command line in this process, and in child processes that get signals. */
@NullMarked
package dev.pcfstap.proxy.cli;

import org.jspecify.annotations.NullMarked;
