/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.config.ConfigFile.Document;
import io.sluice.api.config.ConfigFile.Edit;
import io.sluice.api.config.ConfigRefusedException;
import io.sluice.api.config.ConfigRefusedException.Cause;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many change the file at once. */
class ParallelWritersTest {
    private static final int WRITERS = 24;
    private static final int EDITS = 10;

    @TempDir
    Path home;

    private TestServer server;
    private Path file;

    @BeforeEach
    void start() {
        file = home.resolve("conf/sluice.yaml");
        server = new TestServer(home);
        server.start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static Edit add(String name) {
        return new Edit(List.of("streams", name), "demo:");
    }

    private static void all(List<Callable<Void>> tasks) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(tasks.size());
        try {
            for (Future<Void> done : threads.invokeAll(tasks, 120, TimeUnit.SECONDS)) {
                done.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void twentyFourWritersAndAnEditorLoseNothing() throws Exception {
        // All wait in the middle, so that somebody's editor saves what it has read: one that saves an older text than
        // it should is beyond our power.
        var middle = new CyclicBarrier(WRITERS, this::saveInAnEditor);
        var tasks = new ArrayList<Callable<Void>>();
        for (int i = 0; i < WRITERS; i++) {
            int writer = i;
            tasks.add(() -> {
                for (int edit = 0; edit < EDITS; edit++) {
                    if (edit == EDITS / 2) {
                        middle.await(60, TimeUnit.SECONDS);
                    }
                    server.file().change(null, List.of(add("w" + writer + "_" + edit)));
                }
                return null;
            });
        }
        all(tasks);
        String text = Files.readString(file);
        for (int writer = 0; writer < WRITERS; writer++) {
            for (int edit = 0; edit < EDITS; edit++) {
                assertThat(text).containsOnlyOnce("  w" + writer + "_" + edit + ": \"demo:\"\n");
            }
        }
        assertThat(text).contains("# saved in an editor", "  byhand: demo:\n", "# preload:  ");
        assertThat(server.admin.all.keySet().stream().filter(pid -> pid.startsWith("io.sluice.stream~")))
                .hasSize(WRITERS * EDITS + 2);
    }

    private void saveInAnEditor() {
        try {
            Path other = Files.writeString(
                    file.resolveSibling("sluice.yaml~"),
                    Files.readString(file).replace("streams:\n", "# saved in an editor\nstreams:\n  byhand: demo:\n"));
            Files.move(other, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (Exception failed) {
            throw new AssertionError(failed);
        }
    }

    @Test
    void ofThoseWhoReadTheSameOneWins() throws Exception {
        Document before = server.file().document();
        var stale = new java.util.concurrent.atomic.AtomicInteger();
        var tasks = new ArrayList<Callable<Void>>();
        for (int i = 0; i < WRITERS; i++) {
            String name = "w" + i;
            tasks.add(() -> {
                try {
                    server.file().change(before.etag(), List.of(add(name)));
                } catch (ConfigRefusedException refused) {
                    assertThat(refused.cause()).isEqualTo(Cause.STALE);
                    stale.incrementAndGet();
                }
                return null;
            });
        }
        all(tasks);
        assertThat(stale).hasValue(WRITERS - 1);
    }

    /** An editor that saves while a change is being written is not overwritten: the change goes into its text. */
    @Test
    void whatIsSavedWhileAChangeIsMadeIsKept() throws Exception {
        server.file().document(); // the server has tidied up
        var editor = new FileEditor(file, List.of(), written -> {});
        String before = Files.readString(file);
        var saved = new java.util.concurrent.atomic.AtomicBoolean();
        editor.beforeRename(() -> {
            if (saved.compareAndSet(false, true)) {
                saveInAnEditor();
            }
        });
        editor.change(null, List.of(add("late")));
        assertThat(Files.readString(file)).contains("# saved in an editor", "  byhand: demo:\n", "  late: \"demo:\"\n");
        saved.set(false);
        Files.writeString(file, before);
        String etag = FileEditor.etag(Files.readAllBytes(file));
        ConfigRefusedException refused = (ConfigRefusedException)
                org.assertj.core.api.Assertions.catchThrowable(() -> editor.change(etag, List.of(add("late"))));
        assertThat(refused.cause()).isEqualTo(Cause.STALE);
        assertThat(Files.readString(file)).contains("# saved in an editor").doesNotContain("late");
    }
}
