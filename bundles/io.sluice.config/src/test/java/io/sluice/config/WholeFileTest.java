/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The machine stops, the disk is full, the disk is read-only: the old file is there, or the new one. */
class WholeFileTest {
    private static final int KILLS = 40;
    private static final int WRITES = 200;

    @TempDir
    Path directory;

    private static List<String> java(String... arguments) {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-XX:-UsePerfData",
                "-Xshare:auto",
                "-cp",
                System.getProperty("java.class.path"),
                WriterProcess.class.getName()));
        command.addAll(List.of(arguments));
        return command;
    }

    /** Each kill comes a moment after some write, so that it falls into the middle of a later one. */
    @Test
    void aKillDuringTwoHundredWritesLeavesAnOldOrANewFile() throws Exception {
        Path file = Files.write(directory.resolve("sluice.yaml"), WriterProcess.content(0));
        var random = new Random(20);
        int next = 1;
        int writes = 0;
        int left = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            Process process = new ProcessBuilder(java("loop", file.toString(), String.valueOf(next)))
                    .redirectErrorStream(true)
                    .start();
            int done = next - 1;
            try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
                for (int i = 0; i < WRITES / KILLS; i++) {
                    String line = out.readLine();
                    assertThat(line).isEqualTo(String.valueOf(next + i));
                    done = next + i;
                }
                long until = System.nanoTime() + random.nextInt(3_000_000);
                while (System.nanoTime() < until) {
                    Thread.onSpinWait();
                }
                process.toHandle().destroyForcibly(); // leaves its output readable
                for (String line = out.readLine(); line != null; line = out.readLine()) {
                    done = line.matches("\\d+") ? Integer.parseInt(line) : done;
                }
            }
            assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
            byte[] content = Files.readAllBytes(file);
            Node.Fields tree = YamlText.parse("t", content);
            int number = Integer.parseInt(((Node.Scalar) Tree.at(tree, List.of("env", "N"))).text());
            // What was reported is there; what was being written when the kill came may be.
            assertThat(number).isBetween(done, done + 2);
            assertThat(content).isEqualTo(WriterProcess.content(number));
            writes += number - next + 1;
            next = number + 1;
            try (Stream<Path> files = Files.list(directory)) {
                left += (int) files.count() - 1;
            }
            new WholeFile(file).tidy();
            assertThat(directory).isDirectoryContaining(path -> path.equals(file));
            try (Stream<Path> files = Files.list(directory)) {
                assertThat(files).containsExactly(file);
            }
        }
        assertThat(writes).isGreaterThanOrEqualTo(WRITES);
        // Otherwise no kill has fallen into a write, and the test has shown nothing.
        assertThat(left).isPositive();
    }

    private List<String> run(List<String> command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            List<String> lines = out.lines().toList();
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            return lines;
        }
    }

    private static String shell(List<String> command) {
        return String.join(" ", command.stream().map(word -> "'" + word + "'").toList());
    }

    /** In a mount namespace of its own, where everybody may mount. */
    @Test
    void aFullOrReadOnlyDiskKeepsTheOldFileAndSaysSo() throws Exception {
        assumeTrue(
                new ProcessBuilder("unshare", "-rm", "true").start().waitFor() == 0,
                "user namespaces are switched off");
        Path file = directory.resolve("sluice.yaml");
        String add = shell(java("change", file.toString(), "x"));
        String script = String.join(
                "\n",
                "set -e",
                "mount -t tmpfs -o size=32k tmpfs " + directory,
                "cd " + directory,
                "printf 'streams:\\n  a: \"demo:\"\\n# ' > sluice.yaml",
                "head -c 5000 /dev/zero | tr '\\0' c >> sluice.yaml",
                "cp sluice.yaml /dev/shm/before.$$",
                "cat /dev/zero > fill 2>/dev/null || true",
                add,
                "cmp sluice.yaml /dev/shm/before.$$ && ls -A | tr '\\n' ' ' && echo",
                "rm fill",
                "mount -o remount,ro " + directory,
                add,
                "cmp sluice.yaml /dev/shm/before.$$ && echo same",
                "mount -o remount,rw " + directory,
                add,
                "cmp -s sluice.yaml /dev/shm/before.$$ || echo changed",
                "rm /dev/shm/before.$$");
        List<String> said = run(List.of("unshare", "-rm", "sh", "-c", script));
        String sentence = "STORAGE " + file + " could not be written (%s); nothing was changed";
        assertThat(said)
                .containsExactly(
                        sentence.formatted("No space left on device"),
                        "fill sluice.yaml ",
                        sentence.formatted("Read-only file system"),
                        "same",
                        "applied",
                        "written",
                        "changed");
    }

    @Test
    void aFileThatGetsTooLargeForItsLimitKeepsTheOldOne() throws Exception {
        Path file = Files.writeString(directory.resolve("sluice.yaml"), "streams:\n  a: \"demo:\"\n");
        // ulimit -f counts in 512 bytes
        String script = "ulimit -f 4 && exec " + shell(java("change", file.toString(), "x"));
        assertThat(run(List.of("sh", "-c", script)))
                .singleElement()
                .asString()
                .startsWith("STORAGE " + file + " could not be written (File too large)");
        assertThat(file).hasContent("streams:\n  a: \"demo:\"\n");
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files).containsExactly(file);
        }
    }
}
