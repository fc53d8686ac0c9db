/** Tests of the text formats and of what keeps their files whole. */
@NullMarked
package dev.pcfstap.wal;

import org.jspecify.annotations.NullMarked;
