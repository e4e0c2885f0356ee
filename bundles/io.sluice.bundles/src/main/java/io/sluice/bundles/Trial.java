/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.bundles;

import io.sluice.api.bundle.BundleRefusedException;
import io.sluice.api.bundle.BundleRefusedException.Cause;
import java.io.IOException;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.namespace.HostNamespace;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleRequirement;
import org.osgi.framework.wiring.BundleRevision;

/** Tries a jar against what runs: the framework reads it as a bundle that is never resolved, and forgets it again. */
final class Trial {
    private static final String SCRATCH = "sluice-scratch:";
    private static final String API = "io.sluice.api";

    private final BundleContext system;
    private final Swap swap;
    private final Tellings tellings;

    Trial(BundleContext system, Swap swap, Tellings tellings) {
        this.system = system;
        this.swap = swap;
        this.tellings = tellings;
    }

    /** Whether a bundle is there for a trial only. */
    static boolean scratch(Bundle bundle) {
        return bundle.getLocation().startsWith(SCRATCH);
    }

    /**
     * Asks whether a jar could be wired, and gives all that would be wired anew with it.
     *
     * @param present the bundle it would replace
     */
    Collection<Bundle> rehearse(Jar jar, @Nullable Bundle present) throws BundleRefusedException, IOException {
        Bundle scratch;
        try {
            scratch = swap.install(SCRATCH + UUID.randomUUID(), jar.file());
        } catch (BundleException e) {
            throw new BundleRefusedException(Cause.NO_BUNDLE, "the framework does not take it: " + e.getMessage());
        }
        try {
            BundleRevision revision = scratch.adapt(BundleRevision.class);
            if (revision == null) {
                throw new IOException(scratch + " vanished");
            }
            refuseApi(jar, revision);
            Collection<Bundle> closure = touched(revision, present);
            new Rehearsal(system, scratch, present, closure).play(system);
            return closure;
        } finally {
            try {
                scratch.uninstall();
            } catch (BundleException e) {
                tellings.warn(
                        "bundle.failed", jar.symbolicName(), "a trial copy of " + jar + " stays: " + e.getMessage());
            }
        }
    }

    private static void refuseApi(Jar jar, BundleRevision revision) throws BundleRefusedException {
        for (BundleCapability export : revision.getDeclaredCapabilities(PackageNamespace.PACKAGE_NAMESPACE)) {
            String name = String.valueOf(export.getAttributes().get(PackageNamespace.PACKAGE_NAMESPACE));
            if ((name.equals(API) || name.startsWith(API + "."))
                    && !jar.symbolicName().equals(API)) {
                throw new BundleRefusedException(
                        Cause.FORBIDDEN, "it exports " + name + "; the API has to be imported");
            }
        }
    }

    /** A fragment is wired with its host; the rest with what they replace. */
    private Collection<Bundle> touched(BundleRevision candidate, @Nullable Bundle present) {
        Set<Bundle> changed = new HashSet<>();
        if (present != null) {
            changed.add(present);
        }
        for (BundleRequirement host : candidate.getDeclaredRequirements(HostNamespace.HOST_NAMESPACE)) {
            for (Bundle bundle : system.getBundles()) {
                BundleRevision revision = bundle.adapt(BundleRevision.class);
                boolean wanted = revision != null
                        && revision.getDeclaredCapabilities(HostNamespace.HOST_NAMESPACE).stream()
                                .anyMatch(host::matches);
                if (wanted) {
                    changed.add(bundle);
                }
            }
        }
        return changed.isEmpty() ? Set.of() : swap.closure(changed);
    }
}
