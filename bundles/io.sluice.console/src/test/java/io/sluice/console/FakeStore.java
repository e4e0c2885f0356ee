/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.console;

import io.sluice.api.bundle.BundleInfo;
import io.sluice.api.bundle.BundleRefusedException;
import io.sluice.api.bundle.BundleStore;
import io.sluice.api.bundle.Impact;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** Writes down what it is told. */
final class FakeStore implements BundleStore {
    private final TreeMap<String, BundleInfo> bundles = new TreeMap<>();
    private final List<String> calls = new ArrayList<>();
    private BundleRefusedException refusal;

    void has(String name, BundleInfo.Origin origin, String... touched) {
        Impact impact = new Impact(List.of(touched), "Its streams wait.");
        bundles.put(name, new BundleInfo(7, name, "1.0.0", "", "ACTIVE", origin, "", impact));
    }

    void refuses(BundleRefusedException how) {
        refusal = how;
    }

    List<String> calls() {
        return calls;
    }

    private BundleInfo call(String what, String name) throws BundleRefusedException {
        if (refusal != null) {
            throw refusal;
        }
        calls.add(what + " " + name);
        return bundles.get(name);
    }

    @Override
    public List<BundleInfo> bundles() {
        return List.copyOf(bundles.values());
    }

    @Override
    public Candidate examine(InputStream jar) {
        throw new AssertionError("no upload here");
    }

    @Override
    public BundleInfo install(InputStream jar) {
        throw new AssertionError("no upload here");
    }

    @Override
    public BundleInfo update(String symbolicName, InputStream jar) {
        throw new AssertionError("no upload here");
    }

    @Override
    public void remove(String symbolicName) throws BundleRefusedException {
        call("remove", symbolicName);
    }

    @Override
    public BundleInfo start(String symbolicName) throws BundleRefusedException {
        return call("start", symbolicName);
    }

    @Override
    public BundleInfo stop(String symbolicName) throws BundleRefusedException {
        return call("stop", symbolicName);
    }

    @Override
    public BundleInfo refresh(String symbolicName) throws BundleRefusedException {
        return call("refresh", symbolicName);
    }

    @Override
    public Impact impact(String symbolicName) {
        return bundles.get(symbolicName).impact();
    }
}
