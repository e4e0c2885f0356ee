/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdminSecretTest {
    @TempDir
    Path home;

    @Test
    void isStoredForItsOwnerOnlyAndWithoutThePassword() throws IOException {
        Path file = AdminSecret.file(home);
        AdminSecret.of("s3cret-word", new SecureRandom()).write(file);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(SecretFile.isOpenToOthers(file)).isFalse();
        assertThat(Files.readString(file)).doesNotContain("s3cret-word");
        assertThat(AdminSecret.read(file)).hasValueSatisfying(secret -> {
            assertThat(secret.hash().matches("s3cret-word")).isTrue();
            assertThat(secret.digest()).isEqualTo(DigestHash.of("admin", "s3cret-word"));
        });
    }

    @Test
    void leavesNoOtherFileBehind() throws IOException {
        Path file = AdminSecret.file(home);
        AdminSecret.of("a", new SecureRandom()).write(file);
        AdminSecret.of("b", new SecureRandom()).write(file);

        try (Stream<Path> files = Files.list(file.getParent())) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void aMissingFileIsNoSecretAndADamagedOneIsAnError() throws IOException {
        Path file = AdminSecret.file(home);
        assertThat(AdminSecret.read(file)).isEmpty();

        Files.createDirectories(file.getParent());
        Files.write(file, List.of("password: plain", "digest: x"));
        assertThatIOException().isThrownBy(() -> AdminSecret.read(file));
        Files.write(file, new byte[5000]);
        assertThatIOException().isThrownBy(() -> AdminSecret.read(file));
    }

    @Test
    void seesFilesThatOthersMayRead() throws IOException {
        Path file = Files.writeString(home.resolve("open"), "x");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));

        assertThat(SecretFile.isOpenToOthers(file)).isTrue();
    }
}
