/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.itest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When the script builds. The source tree is a small one and Maven a stand-in that counts and copies. */
class ScriptIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private Path tree;
    private Path builds;

    @BeforeEach
    void makeTree() throws IOException {
        tree = Dist.workDirectory("tree");
        Files.copy(Dist.tree().resolve("sluice"), tree.resolve("sluice"));
        for (String file :
                List.of("pom.xml", "bnd.bnd", "cnf/versions/pom.xml", "bundles/a/src/main/A.java", "LICENSE")) {
            Files.createDirectories(tree.resolve(file).getParent());
            Files.writeString(tree.resolve(file), "");
        }
        Files.createDirectories(tree.resolve("distribution/src"));
        age(tree, Instant.now().minusSeconds(60));
        builds = tree.resolve("builds");
        Path mvn = Files.createDirectory(tree.resolve("bin")).resolve("mvn");
        Files.writeString(
                mvn,
                "#!/bin/sh\necho built >> '" + builds + "'\nrm -rf distribution/target/sluice\ncp -r '"
                        + Dist.directory() + "' distribution/target/sluice\n");
        Files.setPosixFilePermissions(mvn, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @Test
    void buildsOnceAndAgainWhenASourceIsNewer() throws Exception {
        assertThat(wrongOption()).isEqualTo(64);
        assertThat(Files.readAllLines(builds)).hasSize(1);

        assertThat(wrongOption()).isEqualTo(64);
        assertThat(Files.readAllLines(builds)).hasSize(1);

        Path source = tree.resolve("bundles/a/src/main/A.java");
        Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(2)));
        assertThat(wrongOption()).isEqualTo(64);
        assertThat(Files.readAllLines(builds)).hasSize(2);
    }

    @Test
    void buildsAgainWhenASourceIsGone() throws Exception {
        assertThat(wrongOption()).isEqualTo(64);

        Files.delete(tree.resolve("bundles/a/src/main/A.java"));
        Files.setLastModifiedTime(
                tree.resolve("bundles/a/src/main"), FileTime.from(Instant.now().plusSeconds(2)));

        assertThat(wrongOption()).isEqualTo(64);
        assertThat(Files.readAllLines(builds)).hasSize(2);
    }

    @Test
    void aFailedBuildStartsNothingAndIsTriedAgain() throws Exception {
        Path mvn = tree.resolve("bin/mvn");
        String good = Files.readString(mvn);
        Files.writeString(mvn, "#!/bin/sh\necho '[ERROR] no good'\nexit 1\n");

        assertThat(wrongOption()).isEqualTo(70);

        Files.writeString(mvn, good);
        assertThat(wrongOption()).isEqualTo(64);
    }

    @Test
    void knowsItsCommandsAndRefusesOthers() throws Exception {
        assertThat(run("help")).isZero();
        assertThat(run("version")).isZero();
        assertThat(run("fly")).isEqualTo(64);
    }

    /** {@code run} as far as the launcher: an option it refuses ends it before anything starts. */
    private int wrongOption() throws Exception {
        return run("run", "--fast");
    }

    private int run(String... arguments) throws Exception {
        ProcessBuilder builder = new ProcessBuilder("sh", tree.resolve("sluice").toString());
        builder.command().addAll(List.of(arguments));
        builder.redirectErrorStream(true).redirectOutput(tree.resolve("output").toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("PATH", tree.resolve("bin") + ":" + System.getenv("PATH"));
        Process process = builder.start();
        if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("the script hangs");
        }
        return process.exitValue();
    }

    private static void age(Path root, Instant time) throws IOException {
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.setLastModifiedTime(file, FileTime.from(time));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, IOException failure) throws IOException {
                Files.setLastModifiedTime(directory, FileTime.from(time));
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
