/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.api.driver.ProgramStatus;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Programs end, whatever they do, and leave nothing. */
@Timeout(120)
class ProgramsTest {
    private static final long LIMIT_S = 60;

    @TempDir
    Path directory;

    private Programs programs;

    @BeforeEach
    void open() throws ProgramException {
        programs = new Programs("test", directory.resolve("programs"), Limits.DEFAULT);
    }

    @AfterEach
    void close() {
        programs.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "polite",
                "slow",
                "deaf",
                "deaf mute",
                "mute",
                "flood-output",
                "deaf flood-output",
                "flood-errors",
                "deaf flood-errors",
                "grandchild",
                "grandchild deaf",
                "grandchild-session",
                "grandchild-session deaf",
                "stopped",
                "close-output"
            })
    void everyProgramEndsWithAllItsDescendants(String words) throws Exception {
        var first = new CountDownLatch(1);
        Program program = programs.start(Hostile.spec(words.split(" ")).output(data -> first.countDown()));
        if (!List.of("mute", "deaf mute", "flood-errors", "deaf flood-errors", "stopped", "close-output")
                .contains(words)) {
            assertThat(first.await(LIMIT_S, TimeUnit.SECONDS)).isTrue();
        }

        Exit exit = program.stop("the test").toCompletableFuture().get(LIMIT_S, TimeUnit.SECONDS);

        assertThat(exit.how()).isNotIn(Exit.How.ABANDONED);
        awaitGone(program.mark());
        assertThat(directory.resolve("programs").resolve(program.mark())).doesNotExist();
        assertThat(programs.running()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"exit", "exit grandchild", "exit grandchild-session"})
    void oneThatEndsByItselfTakesItsDescendantsAlong(String words) throws Exception {
        Program program = programs.start(Hostile.spec(words.split(" ")).output(data -> {}));

        Exit exit = program.ended().toCompletableFuture().get(LIMIT_S, TimeUnit.SECONDS);

        assertThat(exit.code()).isEqualTo(7);
        assertThat(program.lastWords()).contains("leaving with 7");
        awaitGone(program.mark());
    }

    @Test
    void aCrashIsSeenWithItsSignal() throws Exception {
        Exit exit = programs.start(Hostile.spec("segv"))
                .ended()
                .toCompletableFuture()
                .get(LIMIT_S, TimeUnit.SECONDS);

        assertThat(exit.code()).isEqualTo(128 + 11);
        assertThat(exit.how()).isEqualTo(Exit.How.EXITED);
    }

    @Test
    void oneWhoseOutputIsNotTakenIsStoppedAll() throws Exception {
        Program program = programs.start(Hostile.spec("deaf", "flood-output").output(data -> {
            throw new IOException("no more");
        }));

        Exit exit = program.ended().toCompletableFuture().get(LIMIT_S, TimeUnit.SECONDS);

        assertThat(exit.how()).isEqualTo(Exit.How.KILLED);
        assertThat(program.why()).contains("no more");
    }

    @Test
    void aSinkThatBlocksForEverDelaysNothing() throws Exception {
        var never = new CountDownLatch(1);
        var blocked = new CountDownLatch(1);
        Program program = programs.start(Hostile.spec("flood-output").output(data -> {
            blocked.countDown();
            try {
                never.await(LIMIT_S, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }));
        assertThat(blocked.await(LIMIT_S, TimeUnit.SECONDS)).isTrue();

        Exit exit = program.stop("the test").toCompletableFuture().get(LIMIT_S, TimeUnit.SECONDS);

        assertThat(exit.how()).isEqualTo(Exit.How.STOPPED);
        never.countDown();
    }

    @Test
    void silenceEndsIt() throws Exception {
        Program program = programs.start(Hostile.spec("mute").silence(Duration.ofMillis(300)));

        program.ended().toCompletableFuture().get(LIMIT_S, TimeUnit.SECONDS);

        assertThat(program.why()).isEqualTo("nothing came of it any more");
    }

    @Test
    void whatPeopleSeeOfItFollowsItsLife() throws Exception {
        Program program = programs.start(Hostile.spec("polite", "rtsp://admin:secret@camera/"));
        assertThat(program.status().state()).isEqualTo(ProgramStatus.State.STARTING);
        assertThat(program.status().command()).endsWith("polite rtsp://admin:***@camera/");

        program.progress();
        ProgramStatus.Status runs = program.status();
        program.progress();

        assertThat(program.status()).isEqualTo(runs);
        assertThat(runs.state()).isEqualTo(ProgramStatus.State.RUNNING);
        assertThat(runs.pid()).isEqualTo(program.pid());
        program.stop("the test").toCompletableFuture().get(LIMIT_S, TimeUnit.SECONDS);
        assertThat(program.status().state()).isEqualTo(ProgramStatus.State.ENDED);
        assertThat(program.status().since()).isAfterOrEqualTo(runs.since());
    }

    @Test
    void whatIsWrittenToItArrives() throws Exception {
        var got = new AtomicLong();
        Program program =
                programs.start(Hostile.spec("echo").withInput().output(data -> got.addAndGet(data.remaining())));

        program.input().write(ByteBuffer.allocate(40_000));

        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_S);
        while (got.get() < 40_000 && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
        assertThat(got.get()).isEqualTo(40_000);
    }

    @Test
    void moreThanTheLimitAreRefused() throws Exception {
        try (var two = new Programs("two", directory.resolve("two"), Limits.DEFAULT.programs(2))) {
            Program first = two.start(Hostile.spec("mute"));
            two.start(Hostile.spec("mute"));

            assertThatThrownBy(() -> two.start(Hostile.spec("mute")))
                    .isInstanceOf(ProgramException.class)
                    .hasMessageContaining("2 programs run already");

            first.stop("the test").toCompletableFuture().get(LIMIT_S, TimeUnit.SECONDS);
            assertThat(two.start(Hostile.spec("mute")).alive()).isTrue();
        }
    }

    @Test
    void oneThatDoesNotEndInTimeIsGivenUpAndItsPlaceIsFree() throws Exception {
        var late = new Limits(1, Duration.ofSeconds(30), Duration.ofSeconds(2), Duration.ofMillis(50));
        try (var one = new Programs("one", directory.resolve("one"), late)) {
            var first = new CountDownLatch(1);
            // One that only ignores signals would end by itself at its next write.
            Program program = one.start(Hostile.spec("deaf", "flood-output").output(data -> first.countDown()));
            assertThat(first.await(LIMIT_S, TimeUnit.SECONDS)).isTrue();

            Exit exit = program.stop("the test").toCompletableFuture().get(LIMIT_S, TimeUnit.SECONDS);

            assertThat(exit.how()).isEqualTo(Exit.How.ABANDONED);
            assertThat(exit.code()).isNull();
            assertThat(one.running()).isEmpty();
            one.start(Hostile.spec("exit")).ended().toCompletableFuture().get(LIMIT_S, TimeUnit.SECONDS);
        }
    }

    @Test
    void oneThatNotEvenSigkillEndsIsGivenUpAfterThreeSecondsWhileAllElseGoesOn() throws Exception {
        var first = new CountDownLatch(1);
        Program program = programs.start(Hostile.spec("unkillable").output(data -> first.countDown()));
        assertThat(first.await(LIMIT_S, TimeUnit.SECONDS)).isTrue();
        try {
            var end = program.stop("the test").toCompletableFuture();
            Program other = programs.start(Hostile.spec("polite"));
            Exit polite = other.stop("the test").toCompletableFuture().get(LIMIT_S, TimeUnit.SECONDS);
            assertThat(polite.how()).isEqualTo(Exit.How.STOPPED);

            Exit exit = end.get(LIMIT_S, TimeUnit.SECONDS);

            assertThat(exit.how()).isEqualTo(Exit.How.ABANDONED);
            assertThat(exit.code()).isNull();
            assertThat(exit.tookMs()).isGreaterThanOrEqualTo(3_000);
            assertThat(program.status().state()).isEqualTo(ProgramStatus.State.ABANDONED);
            assertThat(program.alive()).isTrue();
            assertThat(programs.running()).isEmpty();
        } finally {
            release(program);
        }
    }

    /** Ends who keeps it from ending. */
    private static void release(Program program) throws IOException {
        for (Path process : marked(program.mark())) {
            long pid = Long.parseLong(process.getFileName().toString());
            if (pid != program.pid()) {
                ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
            }
        }
        ProcessHandle.of(program.pid())
                .ifPresent(left ->
                        left.onExit().orTimeout(LIMIT_S, TimeUnit.SECONDS).join());
    }

    @Test
    void oneThatIsNotThereIsNamed() {
        assertThatThrownBy(() -> programs.start(ProgramSpec.of("x", List.of("/no/such/program"))))
                .isInstanceOf(ProgramException.class)
                .hasMessageContaining("/no/such/program");
    }

    @Test
    void itGetsNothingOfOurEnvironmentAndNoShell() throws Exception {
        var out = new AtomicReference<>("");
        Program program = programs.start(ProgramSpec.of("env", List.of("/usr/bin/env"))
                .environment(Map.of("GIVEN", "$HOME"))
                .output(data -> {
                    byte[] bytes = new byte[data.remaining()];
                    data.get(bytes);
                    out.accumulateAndGet(new String(bytes, StandardCharsets.UTF_8), String::concat);
                }));
        program.ended().toCompletableFuture().get(LIMIT_S, TimeUnit.SECONDS);
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_S);
        while (!out.get().contains("SLUICE_PROGRAM") && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }

        assertThat(out.get().lines().sorted()).containsExactly("GIVEN=$HOME", "SLUICE_PROGRAM=" + program.mark());
    }

    /** They were killed; a crowded machine may not have given them a processor to go on. */
    private static void awaitGone(String mark) throws IOException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_S);
        while (!marked(mark).isEmpty() && System.nanoTime() < deadline) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
        assertThat(marked(mark)).isEmpty();
    }

    /** The processes that carry a mark. */
    static List<Path> marked(String mark) throws IOException {
        try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
            return processes
                    .filter(process -> process.getFileName().toString().matches("[0-9]+"))
                    .filter(process -> carries(process, mark))
                    .toList();
        }
    }

    private static boolean carries(Path process, String mark) {
        try {
            return new String(Files.readAllBytes(process.resolve("environ")), StandardCharsets.ISO_8859_1)
                    .contains(Sweep.VARIABLE + "=" + mark + "\0");
        } catch (IOException gone) {
            return false;
        }
    }
}
