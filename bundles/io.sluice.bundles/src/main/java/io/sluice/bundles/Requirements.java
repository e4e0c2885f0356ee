/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.bundles;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.osgi.framework.Constants;
import org.osgi.framework.namespace.BundleNamespace;
import org.osgi.framework.namespace.ExecutionEnvironmentNamespace;
import org.osgi.framework.namespace.HostNamespace;
import org.osgi.framework.namespace.NativeNamespace;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.resource.Namespace;
import org.osgi.resource.Requirement;

/** What a bundle needs, in words. */
final class Requirements {
    private static final Pattern FROM = Pattern.compile("\\((?:bundle-)?version>=([^)]*)\\)");
    private static final Pattern BEFORE = Pattern.compile("\\(!\\((?:bundle-)?version>=([^)]*)\\)\\)");
    private static final Pattern JAVA = Pattern.compile("\\(osgi\\.ee=JavaSE\\).*\\(version=([^)]*)\\)");

    private Requirements() {}

    /** Whether the bundle cannot be resolved without it. */
    static boolean mandatory(Requirement requirement) {
        Map<String, String> directives = requirement.getDirectives();
        String effective =
                directives.getOrDefault(Namespace.REQUIREMENT_EFFECTIVE_DIRECTIVE, Namespace.EFFECTIVE_RESOLVE);
        String resolution =
                directives.getOrDefault(Namespace.REQUIREMENT_RESOLUTION_DIRECTIVE, Namespace.RESOLUTION_MANDATORY);
        return effective.equals(Namespace.EFFECTIVE_RESOLVE) && resolution.equals(Namespace.RESOLUTION_MANDATORY);
    }

    /** For example {@code package com.example [1.0.0,2.0.0)}. */
    static String text(Requirement requirement) {
        String namespace = requirement.getNamespace();
        String filter = filter(requirement);
        return switch (namespace) {
            case PackageNamespace.PACKAGE_NAMESPACE -> "package " + named(namespace, filter);
            case BundleNamespace.BUNDLE_NAMESPACE -> "bundle " + named(namespace, filter);
            case HostNamespace.HOST_NAMESPACE -> "host bundle " + named(namespace, filter);
            case ExecutionEnvironmentNamespace.EXECUTION_ENVIRONMENT_NAMESPACE -> java(filter);
            case NativeNamespace.NATIVE_NAMESPACE -> "native code that it has for this machine " + filter;
            default -> "capability " + namespace + " " + filter;
        };
    }

    static String filter(Requirement requirement) {
        return requirement.getDirectives().getOrDefault(Constants.FILTER_DIRECTIVE, "");
    }

    private static String java(String filter) {
        Matcher java = JAVA.matcher(filter);
        String needed = java.find() ? "Java " + java.group(1) : "execution environment " + filter;
        return needed + " (this server runs on Java " + Runtime.version().feature() + ")";
    }

    private static String named(String namespace, String filter) {
        Matcher name = Pattern.compile("\\(" + Pattern.quote(namespace) + "=([^)]*)\\)")
                .matcher(filter);
        return (name.find() ? name.group(1) : filter) + range(filter);
    }

    private static String range(String filter) {
        Matcher from = FROM.matcher(filter.replaceAll(BEFORE.pattern(), ""));
        Matcher before = BEFORE.matcher(filter);
        boolean hasFrom = from.find();
        if (before.find()) {
            return " [" + (hasFrom ? from.group(1) : "0.0.0") + "," + before.group(1) + ")";
        }
        return hasFrom ? " " + from.group(1) + " or later" : "";
    }
}
