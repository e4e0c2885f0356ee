/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.auth;

import io.sluice.api.auth.Role;
import io.sluice.auth.Account.Hashed;
import io.sluice.auth.Account.Plain;
import io.sluice.lib.auth.AdminSecret;
import io.sluice.lib.auth.DigestHash;
import io.sluice.lib.auth.PasswordHash;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The administrator that the server makes for itself. A new password is stored only after the operator has seen it: a
 * start that was refused would otherwise leave a password behind that nobody knows. One thread at a time.
 */
final class OwnAdministrator {
    private static final Logger LOG = LoggerFactory.getLogger(OwnAdministrator.class);
    /** Without those that look like each other: 32 characters, five bits each. */
    private static final String ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789";

    private static final int LENGTH = 26;

    private final Path file;
    private final SecureRandom random;
    private @Nullable Account account;
    private @Nullable String unstored;
    private FileStamp stamp = FileStamp.NONE;
    private boolean generated;
    private boolean unusable;

    OwnAdministrator(Path home, SecureRandom random) {
        file = AdminSecret.file(home);
        this.random = random;
    }

    /** Null: there is none. */
    @Nullable
    Account account() {
        return account;
    }

    /** Whether somebody else wrote the file since it was last read or written here: {@code ./sluice passwd} does. */
    boolean isOutdated() {
        FileStamp now = FileStamp.of(file);
        return unstored == null && !now.equals(FileStamp.NONE) && !now.equals(stamp);
    }

    /** Reads what an earlier start, or {@code ./sluice passwd}, stored. */
    void load() {
        stamp = FileStamp.of(file);
        unusable = false;
        try {
            Optional<AdminSecret> secret = AdminSecret.read(file);
            secret.ifPresent(found -> account = new Account(
                    AdminSecret.NAME,
                    Role.ADMIN,
                    Set.of(),
                    new Hashed(found.hash()),
                    found.digest(),
                    random.nextLong()));
            if (account != null) {
                FileModes.warnIfOpen(file);
            }
        } catch (IOException wrong) {
            LOG.atError()
                    .addKeyValue("event", "auth.invalid")
                    .log(
                            "{} is not usable ({}) and opens nothing; ./sluice passwd admin makes a new one",
                            file,
                            wrong.toString());
            unusable = true;
        }
    }

    /**
     * Makes one unless there is one.
     *
     * @param given the operator's wish for the first password, or null
     */
    void ensure(@Nullable String given) {
        if (account != null || unusable) {
            return;
        }
        String password = given == null || given.isEmpty() ? null : given;
        generated = password == null || password.length() > PasswordHash.MAX_PASSWORD;
        if (password == null || generated) {
            password = generate();
        }
        unstored = password;
        account = new Account(
                AdminSecret.NAME,
                Role.ADMIN,
                Set.of(),
                new Plain(password),
                DigestHash.of(AdminSecret.NAME, password),
                random.nextLong());
    }

    /** What the banner says about a new password; holds it. */
    List<String> lines() {
        if (unstored == null) {
            return List.of();
        }
        return List.of(
                generated
                        ? "administrator " + AdminSecret.NAME + ", password " + unstored
                                + "  (shown this once; ./sluice passwd admin changes it)"
                        : "administrator " + AdminSecret.NAME + ", password as in SLUICE_ADMIN_PASSWORD");
    }

    /** The operator has seen the lines. Takes a tenth of a second. */
    void store() {
        String password = unstored;
        if (password == null) {
            return;
        }
        unstored = null;
        try {
            AdminSecret.of(password, random).write(file);
            stamp = FileStamp.of(file);
            LOG.atInfo().addKeyValue("event", "auth.made").log("Made the administrator admin, in {}", file);
        } catch (IOException failed) {
            LOG.atWarn()
                    .addKeyValue("event", "auth.store_failed")
                    .log(
                            "{} cannot be written: the administrator's password ends with this run: {}",
                            file,
                            failed.toString());
        }
    }

    private String generate() {
        StringBuilder password = new StringBuilder();
        for (int i = 0; i < LENGTH; i++) {
            password.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return password.toString();
    }
}
