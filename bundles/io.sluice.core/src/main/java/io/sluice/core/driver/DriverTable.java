/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.core.driver;

import io.sluice.api.stream.DriverInfo;
import io.sluice.core.lane.Lane;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * All driver services, of every scheme all of them: two versions may be there at once during an update, and when the
 * better one goes the other one serves. Lane only.
 */
public final class DriverTable {
    private final Lane lane;
    private final Map<Long, DriverEntry> byService = new HashMap<>();
    private final Map<String, List<DriverEntry>> byScheme = new TreeMap<>();
    private final Map<Long, DriverInfo> incompatible = new TreeMap<>();

    public DriverTable(Lane lane) {
        this.lane = lane;
    }

    /**
     * Adds a driver. One with the same service id stays the same and takes over the properties: its sources hold on to
     * it, and so do its faults.
     *
     * @return the one that is in the table
     */
    public DriverEntry add(DriverEntry entry) {
        lane.assertHere();
        incompatible.remove(entry.serviceId());
        DriverEntry kept = byService.getOrDefault(entry.serviceId(), entry);
        removeFromSchemes(kept);
        kept.changeTo(entry);
        byService.put(kept.serviceId(), kept);
        for (String scheme : kept.schemes()) {
            List<DriverEntry> entries = byScheme.computeIfAbsent(scheme, s -> new ArrayList<>());
            entries.add(kept);
            entries.sort(DriverEntry.BEST_FIRST);
        }
        return kept;
    }

    private void removeFromSchemes(DriverEntry entry) {
        for (String scheme : entry.schemes()) {
            List<DriverEntry> entries = byScheme.get(scheme);
            if (entries != null && entries.remove(entry) && entries.isEmpty()) {
                byScheme.remove(scheme);
            }
        }
    }

    /** Takes a driver out, and says which it was. */
    public @Nullable DriverEntry remove(long serviceId) {
        lane.assertHere();
        incompatible.remove(serviceId);
        DriverEntry entry = byService.remove(serviceId);
        if (entry != null) {
            entry.markGone();
            removeFromSchemes(entry);
        }
        return entry;
    }

    /** Notes a service that calls itself a driver but cannot be called: shown, never used. */
    public void addIncompatible(long serviceId, DriverInfo info) {
        lane.assertHere();
        incompatible.put(serviceId, info);
    }

    /** The driver to use for a scheme, or null. */
    public @Nullable DriverEntry best(String scheme) {
        lane.assertHere();
        return byScheme.getOrDefault(scheme, List.of()).stream()
                .filter(entry -> !entry.quarantined())
                .findFirst()
                .orElse(null);
    }

    /** Whether the scheme has drivers, but none that may be used. */
    public boolean onlyQuarantined(String scheme) {
        return best(scheme) == null && byScheme.containsKey(scheme);
    }

    /** For people and the API, by bundle. */
    public List<DriverInfo> describe() {
        lane.assertHere();
        var all = new ArrayList<DriverInfo>();
        for (DriverEntry entry : byService.values()) {
            all.add(new DriverInfo(
                    entry.schemes(),
                    entry.label(),
                    stateOf(entry),
                    entry.producers(),
                    entry.hanging(),
                    entry.quarantined()
                            ? "calls into it hung or failed " + DriverEntry.STRIKES
                                    + " times; update or restart its bundle to use it again"
                            : ""));
        }
        all.addAll(incompatible.values());
        all.sort((a, b) -> a.bundle().compareTo(b.bundle()));
        return List.copyOf(all);
    }

    private DriverInfo.State stateOf(DriverEntry entry) {
        if (entry.quarantined()) {
            return DriverInfo.State.QUARANTINED;
        }
        boolean first = entry.schemes().stream().anyMatch(scheme -> best(scheme) == entry);
        return first ? DriverInfo.State.ACTIVE : DriverInfo.State.STANDBY;
    }
}
