/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.bundles;

import io.sluice.api.bundle.BundleRefusedException;
import io.sluice.api.bundle.BundleRefusedException.Cause;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.Version;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleRequirement;
import org.osgi.framework.wiring.BundleRevision;
import org.osgi.framework.wiring.BundleWiring;
import org.osgi.resource.Capability;
import org.osgi.resource.Requirement;
import org.osgi.resource.Resource;
import org.osgi.resource.Wiring;
import org.osgi.service.resolver.HostedCapability;
import org.osgi.service.resolver.ResolutionException;
import org.osgi.service.resolver.ResolveContext;
import org.osgi.service.resolver.Resolver;

/**
 * Asks the framework's resolver what would become of the wiring if a candidate stood in the place of another bundle and
 * all that depends on that one were wired anew. Nothing is changed by asking.
 */
final class Rehearsal extends ResolveContext {
    private static final int MAX_TEXT = 400;

    private final BundleRevision candidate;
    private final List<Resource> mandatory = new ArrayList<>();
    private final Map<Resource, Wiring> wirings = new HashMap<>();
    private final List<BundleRevision> revisions = new ArrayList<>();

    /**
     * @param candidate installed, never resolved
     * @param replaced the bundle whose place it takes, or null
     * @param closure what is wired anew with {@code replaced}
     */
    Rehearsal(BundleContext context, Bundle candidate, @Nullable Bundle replaced, Collection<Bundle> closure) {
        this.candidate = revision(candidate);
        mandatory.add(this.candidate);
        revisions.add(this.candidate);
        for (Bundle bundle : context.getBundles()) {
            BundleRevision revision = bundle.adapt(BundleRevision.class);
            if (revision == null || bundle.equals(candidate) || bundle.equals(replaced)) {
                continue;
            }
            revisions.add(revision);
            BundleWiring wiring = revision.getWiring();
            if (wiring != null && closure.contains(bundle)) {
                mandatory.add(revision);
            } else if (wiring != null) {
                wirings.put(revision, wiring);
            }
        }
    }

    private static BundleRevision revision(Bundle bundle) {
        BundleRevision revision = bundle.adapt(BundleRevision.class);
        if (revision == null) {
            throw new IllegalStateException(bundle + " is uninstalled");
        }
        return revision;
    }

    /** What an installed bundle lacks now; empty when nothing. */
    static String missing(BundleContext context, Bundle bundle) {
        return new Rehearsal(context, bundle, null, List.of()).missing();
    }

    private String missing() {
        Set<String> missing = new LinkedHashSet<>();
        for (BundleRequirement requirement : candidate.getDeclaredRequirements(null)) {
            if (Requirements.mandatory(requirement)
                    && findProviders(requirement).isEmpty()) {
                missing.add(Requirements.text(requirement) + other(requirement));
            }
        }
        return missing.isEmpty() ? "" : "it needs " + String.join(" and ", missing);
    }

    /** Refuses with the names of what is missing. */
    void play(BundleContext context) throws BundleRefusedException {
        String missing = missing();
        if (!missing.isEmpty()) {
            throw new BundleRefusedException(Cause.UNRESOLVED, missing);
        }
        ServiceReference<Resolver> reference = context.getServiceReference(Resolver.class);
        Resolver resolver = reference == null ? null : context.getService(reference);
        if (resolver == null) {
            return;
        }
        try {
            resolver.resolve(this);
        } catch (ResolutionException e) {
            throw new BundleRefusedException(Cause.UNRESOLVED, text(e));
        } finally {
            context.ungetService(reference);
        }
    }

    /** The versions of the same package that are there. */
    private String other(Requirement needed) {
        if (!needed.getNamespace().equals(PackageNamespace.PACKAGE_NAMESPACE)) {
            return "";
        }
        Set<String> there = new LinkedHashSet<>();
        for (BundleRevision revision : revisions) {
            for (Capability capability : capabilities(revision, PackageNamespace.PACKAGE_NAMESPACE)) {
                String name = String.valueOf(capability.getAttributes().get(PackageNamespace.PACKAGE_NAMESPACE));
                if (Requirements.filter(needed).contains("=" + name + ")")) {
                    there.add(String.valueOf(capability.getAttributes().get(Constants.VERSION_ATTRIBUTE)));
                }
            }
        }
        return there.isEmpty() ? "" : " (there is " + String.join(", ", there) + ")";
    }

    private String text(ResolutionException e) {
        for (Requirement requirement : e.getUnresolvedRequirements()) {
            if (requirement.getResource() instanceof BundleRevision owner) {
                String need = Requirements.text(requirement);
                return owner.equals(candidate)
                        ? "it needs " + need + ", whose provider cannot be wired to it"
                        : owner.getSymbolicName() + " needs " + need + ", which would be gone";
            }
        }
        String text = String.valueOf(e.getMessage());
        return "it cannot be wired: " + (text.length() > MAX_TEXT ? text.substring(0, MAX_TEXT) + "…" : text);
    }

    @Override
    public Collection<Resource> getMandatoryResources() {
        return mandatory;
    }

    @Override
    public List<Capability> findProviders(Requirement requirement) {
        List<Capability> found = new ArrayList<>();
        for (BundleRevision revision : revisions) {
            for (BundleCapability capability : capabilities(revision, requirement.getNamespace())) {
                if (matches(requirement, capability)) {
                    found.add(capability);
                }
            }
        }
        found.sort(Comparator.comparing((Capability c) -> wirings.containsKey(c.getResource()) ? 0 : 1)
                .thenComparing(Rehearsal::version, Comparator.reverseOrder()));
        return found;
    }

    private List<BundleCapability> capabilities(BundleRevision revision, String namespace) {
        return wirings.get(revision) instanceof BundleWiring wiring
                ? wiring.getCapabilities(namespace)
                : revision.getDeclaredCapabilities(namespace);
    }

    private static boolean matches(Requirement requirement, BundleCapability capability) {
        if (requirement instanceof BundleRequirement known) {
            return known.matches(capability);
        }
        String filter = Requirements.filter(requirement);
        try {
            return filter.isEmpty() || FrameworkUtil.createFilter(filter).matches(capability.getAttributes());
        } catch (InvalidSyntaxException e) {
            return false;
        }
    }

    private static Version version(Capability capability) {
        return capability.getAttributes().get(Constants.VERSION_ATTRIBUTE) instanceof Version version
                ? version
                : Version.emptyVersion;
    }

    @Override
    public int insertHostedCapability(List<Capability> capabilities, HostedCapability hosted) {
        capabilities.add(hosted);
        return capabilities.size() - 1;
    }

    @Override
    public boolean isEffective(Requirement requirement) {
        return "resolve".equals(requirement.getDirectives().getOrDefault("effective", "resolve"));
    }

    @Override
    public Map<Resource, Wiring> getWirings() {
        return wirings;
    }
}
