/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigWatcherTest {
    private final List<String> told = new ArrayList<>();

    @TempDir
    Path directory;

    private Path file;
    private ConfigWatcher watcher;

    @BeforeEach
    void start() throws Exception {
        file = directory.resolve("sluice.yaml");
        Files.writeString(file, "one");
        watch(file);
    }

    private void watch(Path watched) {
        watcher = new ConfigWatcher(
                watched,
                FileContent.of(watched),
                content -> told.add(
                        content.problem() != null
                                ? content.problem()
                                : new String(content.bytes(), StandardCharsets.UTF_8)));
        poll(3);
    }

    private void poll(int times) {
        for (int i = 0; i < times; i++) {
            watcher.poll();
        }
    }

    @Test
    void tellsAChangeAfterTwoPolls() throws Exception {
        Files.writeString(file, "two");
        poll(1);
        assertThat(told).isEmpty();
        poll(1);
        assertThat(told).containsExactly("two");
        poll(5);
        assertThat(told).hasSize(1);
    }

    @Test
    void twoPollsAreWithinTwoSeconds() {
        // One poll period until the first look, one more until it is told, and half a second for reading and applying.
        assertThat(2 * ConfigWatcher.POLL_MS + 500).isLessThan(2000);
    }

    @Test
    void tellsNothingWhenOnlyTheTimeChanged() throws Exception {
        Files.setLastModifiedTime(file, FileTime.fromMillis(1_000_000));
        poll(5);
        assertThat(told).isEmpty();
    }

    @Test
    void seesAChangeThatKeepsSizeAndTime() throws Exception {
        FileTime time = Files.getLastModifiedTime(file);
        Files.writeString(file, "two");
        Files.setLastModifiedTime(file, time);
        poll(2);
        assertThat(told).containsExactly("two");
    }

    @Test
    void seesARename() throws Exception {
        Path other = Files.writeString(directory.resolve("new"), "two");
        Files.setLastModifiedTime(other, Files.getLastModifiedTime(file));
        Files.move(other, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        poll(2);
        assertThat(told).containsExactly("two");
    }

    @Test
    void seesALinkThatPointsElsewhere() throws Exception {
        // As Kubernetes does it: the link in the middle of the path is replaced.
        Path a = Files.createDirectory(directory.resolve("a"));
        Path b = Files.createDirectory(directory.resolve("b"));
        Files.setLastModifiedTime(Files.writeString(a.resolve("c.yaml"), "one"), FileTime.fromMillis(1_000_000));
        Files.setLastModifiedTime(Files.writeString(b.resolve("c.yaml"), "two"), FileTime.fromMillis(1_000_000));
        Path link = Files.createSymbolicLink(directory.resolve("current"), a);
        watch(link.resolve("c.yaml"));
        Path swap = Files.createSymbolicLink(directory.resolve("swap"), b);
        Files.move(swap, link, StandardCopyOption.ATOMIC_MOVE);
        poll(2);
        assertThat(told).containsExactly("two");
    }

    @Test
    void doesNotTellAFileThatIsBeingWritten() throws Exception {
        Files.writeString(file, "t");
        poll(1);
        Files.writeString(file, "tw");
        poll(1);
        Files.writeString(file, "two");
        poll(1);
        assertThat(told).isEmpty();
        poll(1);
        assertThat(told).containsExactly("two");
    }

    @Test
    void deletedAndMadeAgainIsAChange() throws Exception {
        Files.delete(file);
        poll(2);
        Files.writeString(file, "two");
        poll(2);
        assertThat(told).containsExactly("two");
    }

    @Test
    void saysThatTheFileIsGoneOnceItStaysAway() throws Exception {
        Files.delete(file);
        poll(20);
        assertThat(told).containsExactly("does not exist");
        Files.writeString(file, "one");
        poll(2);
        assertThat(told).containsExactly("does not exist", "one");
    }

    @Test
    void aDirectoryInItsPlaceIsNoReasonToStop() throws Exception {
        Files.delete(file);
        Files.createDirectory(file);
        poll(20);
        assertThat(told).containsExactly("is a directory");
    }

    @Test
    void theFileOfTheFirstStartIsForItsOwnerOnly() throws Exception {
        Path made = directory.resolve("home").resolve("conf").resolve("sluice.yaml");
        assertThat(DefaultFile.ensure(made)).isTrue();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(made)))
                .isEqualTo("rw-------");
        assertThat(Files.readAllBytes(made)).isEqualTo(DefaultFile.content());
        Files.writeString(made, "mine");
        assertThat(DefaultFile.ensure(made)).isFalse();
        assertThat(made).hasContent("mine");
    }
}
