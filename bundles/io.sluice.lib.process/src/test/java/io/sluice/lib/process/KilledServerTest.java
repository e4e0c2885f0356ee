/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of the programs when the server is killed and cannot end them any more. */
@Timeout(120)
class KilledServerTest {
    private static final long LIMIT_S = 60;

    @TempDir
    Path directory;

    /** The server that is killed: starts one program for each group of words and says its mark. */
    public static final class Server {
        private Server() {}

        /** Directory, then the words of each program. */
        public static void main(String[] arguments) throws Exception {
            var out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
            var programs = new Programs("killed", Path.of(arguments[0]), Limits.DEFAULT);
            for (String words : List.of(arguments).subList(1, arguments.length)) {
                Program program = programs.start(Hostile.spec(words.split(" ")));
                out.println(program.mark());
            }
            out.println("ready");
            System.in.read();
        }
    }

    @Test
    void programsDieWithTheirServer() throws Exception {
        List<String> marks = startAndKill("mute", "deaf mute", "grandchild deaf mute");

        for (String mark : marks) {
            awaitGone(mark);
        }
    }

    @Test
    void whatHidInASessionOfItsOwnIsFoundByTheNextServer() throws Exception {
        String mark = startAndKill("grandchild-session deaf mute").get(0);

        try (var next = new Programs("next", directory, Limits.DEFAULT)) {
            awaitGone(mark);
            awaitDeleted(directory.resolve(mark));
            assertThat(next.running()).isEmpty();
        }
    }

    private List<String> startAndKill(String... programs) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("surefire.real.class.path", System.getProperty("java.class.path")),
                Server.class.getName(),
                directory.toString()));
        command.addAll(List.of(programs));
        Process server = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (var out = new BufferedReader(new InputStreamReader(server.getInputStream(), StandardCharsets.UTF_8))) {
            List<String> said =
                    out.lines().takeWhile(line -> !line.equals("ready")).toList();
            List<String> marks = said.stream()
                    .filter(line -> line.matches("[0-9a-f]+-[0-9]+-[0-9]+"))
                    .toList();
            assertThat(marks).as(said.toString()).hasSize(programs.length);
            for (String mark : marks) {
                assertThat(ProgramsTest.marked(mark)).isNotEmpty();
            }
            return marks;
        } finally {
            server.destroyForcibly();
            assertThat(server.waitFor(LIMIT_S, TimeUnit.SECONDS)).isTrue();
        }
    }

    private static void awaitGone(String mark) throws IOException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_S);
        while (!ProgramsTest.marked(mark).isEmpty()) {
            assertThat(System.nanoTime()).as(mark + " is gone").isLessThan(deadline);
        }
    }

    private static void awaitDeleted(Path path) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_S);
        while (Files.exists(path)) {
            assertThat(System.nanoTime()).as(path + " is gone").isLessThan(deadline);
        }
    }
}
