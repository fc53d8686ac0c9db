/** How fast captures become text. Run with {@code mvn -Pbench -pl wal-writer -am -DskipTests package}. */
@NullMarked
package dev.pcfstap.wal.bench;

import org.jspecify.annotations.NullMarked;
