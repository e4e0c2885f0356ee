/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.auth;

import io.sluice.api.auth.Role;
import io.sluice.auth.Account.Hashed;
import io.sluice.auth.Account.Plain;
import io.sluice.auth.Account.Secret;
import io.sluice.lib.auth.DigestHash;
import io.sluice.lib.auth.PasswordHash;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** Makes accounts of what Configuration Admin holds. */
final class AccountReader {
    private static final String ROWS = "users.";

    private final ToLongFunction<String> stamps;
    private final List<Account> accounts = new ArrayList<>();
    private final List<Remark> remarks = new ArrayList<>();

    /** @param stamps a number for a text, another one for another text */
    AccountReader(ToLongFunction<String> stamps) {
        this.stamps = stamps;
    }

    /** Something the operator should know about a user. */
    record Remark(Kind kind, String text) {
        enum Kind {
            INVALID,
            PLAIN,
            NO_DIGEST
        }
    }

    /** @param properties of the PID io.sluice.auth: {@code users.0.name}, {@code users.0.password} and so on */
    AccountReader users(Map<String, Object> properties) {
        Set<Integer> rows = new TreeSet<>();
        for (String key : properties.keySet()) {
            if (key.matches("users\\.\\d{1,6}\\..*")) {
                rows.add(Integer.valueOf(key.split("\\.")[1]));
            }
        }
        for (int row : rows) {
            String prefix = ROWS + row + ".";
            Object streams = properties.get(prefix + "streams");
            user(
                    "auth.users entry " + (row + 1),
                    text(properties, prefix + "name"),
                    text(properties, prefix + "password"),
                    text(properties, prefix + "digest"),
                    text(properties, prefix + "role"),
                    streams instanceof String[] names ? Set.of(distinct(names)) : Set.of());
        }
        return this;
    }

    /** One user as go2rtc has it: {@code username} and {@code password} of a section. */
    AccountReader single(String section, Map<String, Object> properties, Role role) {
        String name = text(properties, "username");
        String password = text(properties, "password");
        if (!name.isEmpty() || !password.isEmpty()) {
            user(section + ".username", name, password, "", role.name(), Set.of());
        }
        return this;
    }

    private void user(String place, String name, String password, String digest, String role, Set<String> streams) {
        Role known = role(role);
        Secret secret = secret(password);
        if (name.isEmpty() || name.contains(":") || known == null || secret == null) {
            String reason = name.isEmpty()
                    ? "has no name"
                    : name.contains(":")
                            ? "has a name with a colon"
                            : known == null ? "has no known role" : "has no password, or a damaged {pbkdf2} one";
            remarks.add(new Remark(Remark.Kind.INVALID, place + " " + reason));
            return;
        }
        Optional<DigestHash> hashes = secret instanceof Plain plain
                ? Optional.of(DigestHash.of(name, plain.text()))
                : DigestHash.parse(digest);
        if (secret instanceof Plain) {
            remarks.add(new Remark(Remark.Kind.PLAIN, name));
        } else if (hashes.isEmpty()) {
            remarks.add(new Remark(Remark.Kind.NO_DIGEST, name));
        }
        long stamp = stamps.applyAsLong(
                String.join("\0", name, password, digest, known.name(), String.join(",", new TreeSet<>(streams))));
        accounts.add(new Account(name, known, streams, secret, hashes.orElse(null), stamp));
    }

    private static @Nullable Secret secret(String password) {
        if (password.startsWith(PasswordHash.PREFIX)) {
            return PasswordHash.parse(password).map(Hashed::new).orElse(null);
        }
        return password.isEmpty() ? null : new Plain(password);
    }

    private static @Nullable Role role(String text) {
        for (Role role : Role.values()) {
            if (role.name().toLowerCase(Locale.ROOT).equals(text.toLowerCase(Locale.ROOT))) {
                return role;
            }
        }
        return null;
    }

    private static String[] distinct(String[] names) {
        return new TreeSet<>(List.of(names)).toArray(String[]::new);
    }

    private static String text(Map<String, Object> properties, String key) {
        Object value = properties.get(key);
        return value == null ? "" : value.toString();
    }

    List<Account> accounts() {
        return List.copyOf(accounts);
    }

    List<Remark> remarks() {
        return List.copyOf(remarks);
    }
}
