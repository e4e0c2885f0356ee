/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.auth;

import io.sluice.api.auth.Identity;
import io.sluice.api.auth.Identity.Way;
import io.sluice.api.auth.Role;
import io.sluice.lib.auth.SecretFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code HOME/run/cli.token}: who can read the server's files may administer it. A new one at each start. */
final class CliToken implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CliToken.class);
    private static final String NAME = "cli";
    private static final int BYTES = 32;

    private final Path file;
    private final byte[] value;
    private final Identity identity;

    CliToken(Path home, SecureRandom random) {
        file = home.resolve("run").resolve("cli.token");
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        String text = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        value = text.getBytes(StandardCharsets.US_ASCII);
        identity = new Identity(NAME, Role.ADMIN, Set.of(), Way.TOKEN, random.nextLong());
        try {
            SecretFile.write(file, text + "\n");
        } catch (IOException failed) {
            LOG.atWarn()
                    .addKeyValue("event", "auth.store_failed")
                    .log("{} cannot be written, so the command line cannot log in: {}", file, failed.toString());
        }
    }

    boolean matches(String given) {
        return MessageDigest.isEqual(value, given.getBytes(StandardCharsets.UTF_8));
    }

    Identity identity() {
        return identity;
    }

    @Override
    public void close() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException left) {
            LOG.debug("{} stays behind; it opens nothing any more", file, left);
        }
    }
}
