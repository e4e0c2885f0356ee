/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
/** The Felix Web Console behind the gateway: who gets in, our pages, and what the console may do to bundles. */
@NullMarked
package io.sluice.console;

import org.jspecify.annotations.NullMarked;
