/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.auth;

import io.sluice.api.auth.Identity;
import io.sluice.api.auth.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * All who are known at one time.
 *
 * @param byName each list in the order of the configuration
 * @param configured whether the configuration names any
 */
record Accounts(Map<String, List<Account>> byName, boolean configured) {
    static Accounts of(List<Account> accounts) {
        return with(accounts, !accounts.isEmpty());
    }

    private static Accounts with(List<Account> accounts, boolean configured) {
        Map<String, List<Account>> byName = new TreeMap<>();
        accounts.forEach(account -> byName.computeIfAbsent(account.name(), name -> new ArrayList<>())
                .add(account));
        byName.replaceAll((name, all) -> List.copyOf(all));
        return new Accounts(Map.copyOf(byName), configured);
    }

    /** With one more, who is not of the configuration, unless the configuration has the name itself. */
    Accounts plus(Account own) {
        if (byName.containsKey(own.name())) {
            return this;
        }
        List<Account> all = new ArrayList<>();
        byName.values().forEach(all::addAll);
        all.add(own);
        return with(all, configured);
    }

    List<Account> named(String name) {
        return byName.getOrDefault(name, List.of());
    }

    boolean has(Identity identity) {
        return named(identity.name()).stream().anyMatch(account -> account.stamp() == identity.stamp());
    }

    /** Whether somebody may change everything. */
    boolean hasAdministrator() {
        return byName.values().stream()
                .flatMap(List::stream)
                .anyMatch(account -> account.identity().mayAll(Role.ADMIN));
    }
}
