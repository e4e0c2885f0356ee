/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.auth;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;

/**
 * The password of the administrator that a server makes for itself: {@code HOME/conf/admin.secret}, two lines.
 *
 * @param hash of the password
 * @param digest for RTSP
 */
public record AdminSecret(PasswordHash hash, DigestHash digest) {
    /** The administrator's name. */
    public static final String NAME = "admin";

    private static final String PASSWORD = "password: ";
    private static final String DIGEST = "digest: ";
    private static final int MAX_BYTES = 4096;

    /** Takes about a tenth of a second. */
    public static AdminSecret of(String password, SecureRandom random) {
        return new AdminSecret(PasswordHash.of(password, random), DigestHash.of(NAME, password));
    }

    /** Where a server with this home keeps it. */
    public static Path file(Path home) {
        return home.resolve("conf").resolve("admin.secret");
    }

    /**
     * What the file holds; empty: there is no file.
     *
     * @throws IOException it cannot be read, or is not what {@link #write} made
     */
    public static Optional<AdminSecret> read(Path file) throws IOException {
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw new IOException(file + " is too long");
            }
            List<String> lines = Files.readAllLines(file);
            Optional<PasswordHash> hash = value(lines, PASSWORD).flatMap(PasswordHash::parse);
            Optional<DigestHash> digest = value(lines, DIGEST).flatMap(DigestHash::parse);
            if (hash.isEmpty() || digest.isEmpty()) {
                throw new IOException(file + " has no password or no digest");
            }
            return Optional.of(new AdminSecret(hash.get(), digest.get()));
        } catch (NoSuchFileException none) {
            return Optional.empty();
        }
    }

    public void write(Path file) throws IOException {
        SecretFile.write(file, PASSWORD + hash.text() + "\n" + DIGEST + digest.text() + "\n");
    }

    private static Optional<String> value(List<String> lines, String key) {
        return lines.stream()
                .filter(line -> line.startsWith(key))
                .map(line -> line.substring(key.length()).strip())
                .findFirst();
    }
}
