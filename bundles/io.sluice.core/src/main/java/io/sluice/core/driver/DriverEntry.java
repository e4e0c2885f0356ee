/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.core.driver;

import java.util.Comparator;
import java.util.List;
import org.osgi.framework.Version;

/** One driver service and what happened with it. Lane only. */
public final class DriverEntry {
    /** A driver whose calls hang this often, or that breaks its contract this often in a row, is not used any more. */
    static final int STRIKES = 3;

    /** The best first: ranking, then the newest bundle, then the oldest service. */
    static final Comparator<DriverEntry> BEST_FIRST = Comparator.<DriverEntry>comparingInt(e -> -e.ranking)
            .thenComparing(e -> e.version, Comparator.reverseOrder())
            .thenComparingLong(e -> e.serviceId);

    private final long serviceId;
    private int ranking;
    private final String bundle;
    private final Version version;
    private List<String> schemes;
    private final DriverHandle handle;
    private boolean gone;
    private int producers;
    private int hanging;
    private int strikes;

    /**
     * @param serviceId identifies the service
     * @param ranking its service ranking
     * @param bundle symbolic name of its bundle
     * @param version of its bundle
     * @param schemes in lower case
     */
    public DriverEntry(
            long serviceId, int ranking, String bundle, Version version, List<String> schemes, DriverHandle handle) {
        this.serviceId = serviceId;
        this.ranking = ranking;
        this.bundle = bundle;
        this.version = version;
        this.schemes = List.copyOf(schemes);
        this.handle = handle;
    }

    public long serviceId() {
        return serviceId;
    }

    /** Symbolic name and version, for people. */
    public String label() {
        return bundle + " " + version;
    }

    public List<String> schemes() {
        return schemes;
    }

    /** Its service's properties changed; what it has open goes on. */
    void changeTo(DriverEntry now) {
        ranking = now.ranking;
        schemes = now.schemes;
    }

    public DriverHandle handle() {
        return handle;
    }

    /** Its service was unregistered; what it still does is on its own. */
    public boolean gone() {
        return gone;
    }

    void markGone() {
        gone = true;
    }

    public void opened() {
        producers++;
    }

    public void closed() {
        producers--;
    }

    public int producers() {
        return producers;
    }

    /** A call did not return in time. */
    public void hangs() {
        hanging++;
        strikes++;
    }

    /** A call that hung has returned after all. */
    public void recovered() {
        hanging--;
    }

    /** It broke its contract: threw an error, or did what no driver may do. */
    public void broken() {
        strikes++;
    }

    /** It did what it should. */
    public void behaved() {
        if (hanging == 0 && strikes < STRIKES) {
            strikes = 0;
        }
    }

    public int hanging() {
        return hanging;
    }

    public boolean quarantined() {
        return strikes >= STRIKES;
    }

    @Override
    public String toString() {
        return label();
    }
}
