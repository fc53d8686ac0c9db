/**
 * How fast the journal is written, beside {@code dd}. Run with {@code mvn -Pbench -pl wal-writer -am -DskipTests package
 * -Djmh.args=JournalAppend}.
 */
@NullMarked
package dev.pcfstap.journal.bench;

import org.jspecify.annotations.NullMarked;
