#include "gpu/device.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <bit>
#include <charconv>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "core/file.h"
#include "core/text.h"

namespace umber::gpu {

namespace {

std::string_view name(VkResult result) {
    switch (result) {
        case VK_ERROR_OUT_OF_HOST_MEMORY:
            return "out of host memory";
        case VK_ERROR_OUT_OF_DEVICE_MEMORY:
            return "out of device memory";
        case VK_ERROR_INITIALIZATION_FAILED:
            return "initialisation failed";
        case VK_ERROR_DEVICE_LOST:
            return "the device was lost";
        case VK_ERROR_LAYER_NOT_PRESENT:
            return "a layer is missing";
        case VK_ERROR_EXTENSION_NOT_PRESENT:
            return "an extension is missing";
        case VK_ERROR_FEATURE_NOT_PRESENT:
            return "a feature is missing";
        case VK_ERROR_INCOMPATIBLE_DRIVER:
            return "no compatible driver";
        case VK_ERROR_SURFACE_LOST_KHR:
            return "the surface was lost";
        case VK_ERROR_OUT_OF_DATE_KHR:
            return "the swapchain is out of date";
        default:
            return "failed";
    }
}

std::string_view type_name(VkPhysicalDeviceType type) {
    switch (type) {
        case VK_PHYSICAL_DEVICE_TYPE_DISCRETE_GPU:
            return "discrete";
        case VK_PHYSICAL_DEVICE_TYPE_INTEGRATED_GPU:
            return "integrated";
        case VK_PHYSICAL_DEVICE_TYPE_VIRTUAL_GPU:
            return "virtual";
        case VK_PHYSICAL_DEVICE_TYPE_CPU:
            return "cpu";
        default:
            return "other";
    }
}

int rank(VkPhysicalDeviceType type) {
    switch (type) {
        case VK_PHYSICAL_DEVICE_TYPE_DISCRETE_GPU:
            return 4;
        case VK_PHYSICAL_DEVICE_TYPE_INTEGRATED_GPU:
            return 3;
        case VK_PHYSICAL_DEVICE_TYPE_VIRTUAL_GPU:
            return 2;
        case VK_PHYSICAL_DEVICE_TYPE_CPU:
            return 1;
        default:
            return 0;
    }
}

VkApplicationInfo application() {
    VkApplicationInfo info{VK_STRUCTURE_TYPE_APPLICATION_INFO};
    info.pApplicationName = "Umber";
    info.apiVersion = VK_API_VERSION_1_2;
    return info;
}

std::vector<VkPhysicalDevice> physical_devices(VkInstance instance) {
    std::uint32_t count = 0;
    if (vkEnumeratePhysicalDevices(instance, &count, nullptr) != VK_SUCCESS) return {};
    std::vector<VkPhysicalDevice> devices(count);
    if (vkEnumeratePhysicalDevices(instance, &count, devices.data()) < 0) return {};
    devices.resize(count);
    return devices;
}

// `ask`: vkEnumerate…ExtensionProperties but for its last two arguments.
template <class Ask>
std::vector<std::string> names_of_extensions(const Ask& ask) {
    std::uint32_t count = 0;
    ask(&count, nullptr);
    std::vector<VkExtensionProperties> found(count);
    ask(&count, found.data());
    std::vector<std::string> names;
    names.reserve(found.size());
    for (const auto& one : found) names.emplace_back(one.extensionName);
    return names;
}

std::vector<std::string> extensions(VkPhysicalDevice device) {
    return names_of_extensions([device](std::uint32_t* count, VkExtensionProperties* found) {
        vkEnumerateDeviceExtensionProperties(device, nullptr, count, found);
    });
}

std::vector<std::string> instance_extensions() {
    return names_of_extensions([](std::uint32_t* count, VkExtensionProperties* found) {
        vkEnumerateInstanceExtensionProperties(nullptr, count, found);
    });
}

bool contains(const std::vector<std::string>& names, std::string_view wanted) {
    return std::find(names.begin(), names.end(), wanted) != names.end();
}

std::vector<VkQueueFamilyProperties> families_of(VkPhysicalDevice device) {
    std::uint32_t count = 0;
    vkGetPhysicalDeviceQueueFamilyProperties(device, &count, nullptr);
    std::vector<VkQueueFamilyProperties> families(count);
    vkGetPhysicalDeviceQueueFamilyProperties(device, &count, families.data());
    return families;
}

// What Umber needs and this device has not, in words; empty where it can be used.
std::string lacking(VkPhysicalDevice device) {
    VkPhysicalDeviceProperties properties;
    vkGetPhysicalDeviceProperties(device, &properties);
    if (properties.apiVersion < VK_API_VERSION_1_2) return "it has no Vulkan 1.2";
    VkPhysicalDeviceVulkan12Features twelve{VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_2_FEATURES};
    VkPhysicalDeviceFeatures2 features{VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_FEATURES_2, &twelve, {}};
    vkGetPhysicalDeviceFeatures2(device, &features);
    if (!twelve.timelineSemaphore) return "it has no timeline semaphores";
    if (!main_family(families_of(device))) return "it has no compute queue";
    if (!contains(extensions(device), VK_KHR_PUSH_DESCRIPTOR_EXTENSION_NAME)) return "it has no push descriptors";
    return {};
}

std::vector<DeviceDescription> describe(const std::vector<VkPhysicalDevice>& devices, const std::string& choice) {
    std::vector<DeviceDescription> list;
    int best = -1, best_rank = -1;
    int wanted_index = -1;
    const auto [end, error] = std::from_chars(choice.data(), choice.data() + choice.size(), wanted_index);
    const bool by_index = !choice.empty() && error == std::errc{} && end == choice.data() + choice.size();
    for (std::size_t i = 0; i < devices.size(); ++i) {
        VkPhysicalDeviceDriverProperties driver{VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_DRIVER_PROPERTIES};
        VkPhysicalDeviceProperties2 all{VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_PROPERTIES_2, &driver, {}};
        vkGetPhysicalDeviceProperties2(devices[i], &all);
        const VkPhysicalDeviceProperties& p = all.properties;
        DeviceDescription one{static_cast<int>(i),
                              p.deviceName,
                              std::string(type_name(p.deviceType)),
                              fmt::format("{} {}", driver.driverName, driver.driverInfo),
                              fmt::format("{}.{}.{}", VK_API_VERSION_MAJOR(p.apiVersion),
                                          VK_API_VERSION_MINOR(p.apiVersion), VK_API_VERSION_PATCH(p.apiVersion)),
                              false,
                              {}};
        const bool named = by_index ? wanted_index == one.index
                                    : choice.empty() || lower(one.name).find(lower(choice)) != std::string::npos;
        if (const std::string missing = lacking(devices[i]); !missing.empty())
            one.why = missing;
        else if (!named)
            one.why = fmt::format("it is not '{}'", choice);
        else if (rank(p.deviceType) > best_rank) {
            best = one.index;
            best_rank = rank(p.deviceType);
        }
        list.push_back(std::move(one));
    }
    for (DeviceDescription& one : list) {
        one.chosen = one.index == best;
        if (one.chosen)
            one.why = choice.empty() ? "the best kind there is (discrete, integrated, virtual, cpu)"
                                     : "asked for with --device";
        else if (one.why.empty())
            one.why = "another is preferred";
    }
    return list;
}

VKAPI_ATTR VkBool32 VKAPI_CALL on_message(VkDebugUtilsMessageSeverityFlagBitsEXT, VkDebugUtilsMessageTypeFlagsEXT,
                                          const VkDebugUtilsMessengerCallbackDataEXT* data, void* user) {
    ++*static_cast<std::atomic<int>*>(user);
    spdlog::error("vulkan validation: {}", data->pMessage);
    return VK_FALSE;
}

bool switched_on(const char* variable) {
    const char* set = std::getenv(variable);
    return set && std::string_view(set) == "1";
}

bool validation_wanted() {
    return switched_on("UMBER_VALIDATION");
}

// Memory that is the device's own and that the host reads as fast as any other. Memory of a discrete card that the host
// can reach (a resizable BAR) is not meant: decoders read what they wrote (motion compensation), and each of those
// reads would go over the bus, uncached. There a frame is decoded into the host's memory and copied once.
bool unified(const VkPhysicalDeviceMemoryProperties& memory) {
    constexpr VkMemoryPropertyFlags both =
        VK_MEMORY_PROPERTY_DEVICE_LOCAL_BIT | VK_MEMORY_PROPERTY_HOST_VISIBLE_BIT | VK_MEMORY_PROPERTY_HOST_CACHED_BIT;
    return std::any_of(memory.memoryTypes, memory.memoryTypes + memory.memoryTypeCount,
                       [](const VkMemoryType& type) { return (type.propertyFlags & both) == both; });
}

std::filesystem::path pipeline_cache_file(const VkPhysicalDeviceProperties& properties) {
    const std::filesystem::path folder = cache_folder();
    if (folder.empty()) return {};
    std::string id;
    for (const std::uint8_t byte : properties.pipelineCacheUUID) id += fmt::format("{:02x}", byte);
    return folder / fmt::format("pipelines-{}-{:x}", id, properties.driverVersion);
}

}  // namespace

void check(VkResult result, std::string_view what) {
    if (result == VK_SUCCESS) return;
    if (result == VK_ERROR_DEVICE_LOST)
        throw DeviceLost(
            "the GPU was lost while {}; a grade that wasn't saved is kept (Open grade, Last session), a master "
            "that was being written is not",
            what);
    throw Error("Vulkan: {}: {} ({})", what, name(result), static_cast<int>(result));
}

std::vector<DeviceDescription> list_devices(const std::string& choice) {
    const VkApplicationInfo app = application();
    VkInstanceCreateInfo create{VK_STRUCTURE_TYPE_INSTANCE_CREATE_INFO};
    create.pApplicationInfo = &app;
    VkInstance instance = VK_NULL_HANDLE;
    if (vkCreateInstance(&create, nullptr, &instance) != VK_SUCCESS) return {};
    auto list = describe(physical_devices(instance), choice);
    vkDestroyInstance(instance, nullptr);
    return list;
}

Device::Device(const DeviceOptions& options) {
    create_instance(options);
    try {
        choose(options.choice);
        create_device(options);
        load_pipeline_cache();
    } catch (...) {
        if (device_) vkDestroyDevice(device_, nullptr);
        if (messenger_)
            reinterpret_cast<PFN_vkDestroyDebugUtilsMessengerEXT>(
                vkGetInstanceProcAddr(instance_, "vkDestroyDebugUtilsMessengerEXT"))(instance_, messenger_, nullptr);
        vkDestroyInstance(instance_, nullptr);
        throw;
    }
}

Device::~Device() {
    vkDeviceWaitIdle(device_);
    save_pipeline_cache();
    pipeline_cache_ = {};
    vkDestroyDevice(device_, nullptr);
    if (messenger_)
        reinterpret_cast<PFN_vkDestroyDebugUtilsMessengerEXT>(
            vkGetInstanceProcAddr(instance_, "vkDestroyDebugUtilsMessengerEXT"))(instance_, messenger_, nullptr);
    vkDestroyInstance(instance_, nullptr);
}

void Device::create_instance(const DeviceOptions& options) {
    // Mesa maps a file in its cache that it has no room for yet; on a full disk the first write ends the process.
    constexpr std::uintmax_t least_room = 16 << 20;
    if (!cache_has_room(least_room) && ::setenv("MESA_SHADER_CACHE_DISABLE", "true", 0) == 0)
        spdlog::info("the disk with the caches is full: what drivers compile is not kept");
    const VkApplicationInfo app = application();
    std::vector<const char*> wanted = options.instance_extensions;
    // Surfaces then offer HDR10, scRGB and their kin.
    if (options.presents && contains(instance_extensions(), VK_EXT_SWAPCHAIN_COLOR_SPACE_EXTENSION_NAME))
        wanted.push_back(VK_EXT_SWAPCHAIN_COLOR_SPACE_EXTENSION_NAME);
    std::vector<const char*> layers;
    const std::array checks{VK_VALIDATION_FEATURE_ENABLE_SYNCHRONIZATION_VALIDATION_EXT};
    VkValidationFeaturesEXT features{VK_STRUCTURE_TYPE_VALIDATION_FEATURES_EXT};
    features.enabledValidationFeatureCount = 1;
    features.pEnabledValidationFeatures = checks.data();
    VkInstanceCreateInfo create{VK_STRUCTURE_TYPE_INSTANCE_CREATE_INFO};
    create.pApplicationInfo = &app;
    if (validation_wanted()) {
        wanted.push_back(VK_EXT_DEBUG_UTILS_EXTENSION_NAME);
        layers.push_back("VK_LAYER_KHRONOS_validation");
        create.pNext = &features;
    }
    create.enabledExtensionCount = static_cast<std::uint32_t>(wanted.size());
    create.ppEnabledExtensionNames = wanted.data();
    create.enabledLayerCount = static_cast<std::uint32_t>(layers.size());
    create.ppEnabledLayerNames = layers.data();
    const VkResult result = vkCreateInstance(&create, nullptr, &instance_);
    if (result == VK_ERROR_INCOMPATIBLE_DRIVER)
        throw Error("there is no Vulkan device here; on Debian, mesa-vulkan-drivers brings one for every machine");
    check(result, "making the instance");
    if (!validation_wanted()) return;
    VkDebugUtilsMessengerCreateInfoEXT messenger{VK_STRUCTURE_TYPE_DEBUG_UTILS_MESSENGER_CREATE_INFO_EXT};
    messenger.messageSeverity =
        VK_DEBUG_UTILS_MESSAGE_SEVERITY_WARNING_BIT_EXT | VK_DEBUG_UTILS_MESSAGE_SEVERITY_ERROR_BIT_EXT;
    messenger.messageType =
        VK_DEBUG_UTILS_MESSAGE_TYPE_VALIDATION_BIT_EXT | VK_DEBUG_UTILS_MESSAGE_TYPE_PERFORMANCE_BIT_EXT;
    messenger.pfnUserCallback = on_message;
    messenger.pUserData = &messages_;
    check(reinterpret_cast<PFN_vkCreateDebugUtilsMessengerEXT>(vkGetInstanceProcAddr(
              instance_, "vkCreateDebugUtilsMessengerEXT"))(instance_, &messenger, nullptr, &messenger_),
          "listening to validation");
}

void Device::choose(const std::string& choice) {
    const auto devices = physical_devices(instance_);
    if (devices.empty())
        throw Error("there is no Vulkan device here; on Debian, mesa-vulkan-drivers brings one for every machine");
    std::string known;
    for (const DeviceDescription& one : describe(devices, choice)) {
        if (one.chosen) physical_ = devices[static_cast<std::size_t>(one.index)];
        known += fmt::format("{}{}: {} ({})", known.empty() ? "" : "; ", one.index, one.name, one.why);
    }
    if (!physical_)
        throw Error("no Vulkan device can be used{}: {}", choice.empty() ? "" : fmt::format(" as --device {}", choice),
                    known);
    vkGetPhysicalDeviceProperties(physical_, &properties_);
    vkGetPhysicalDeviceMemoryProperties(physical_, &memory_);
    staged_ = !unified(memory_) || switched_on("UMBER_STAGING");
}

void Device::create_device(const DeviceOptions& options) {
    const auto families = families_of(physical_);
    const std::array<QueuePlace, 3> plan = plan_queues(families, staged_);
    constexpr std::array priorities{1.0f, 1.0f, 1.0f};
    std::vector<VkDeviceQueueCreateInfo> queues;
    for (const QueuePlace& place : plan) {
        auto known = std::find_if(queues.begin(), queues.end(),
                                  [&](const auto& one) { return one.queueFamilyIndex == place.family; });
        if (known == queues.end())
            known = queues.insert(
                known, {VK_STRUCTURE_TYPE_DEVICE_QUEUE_CREATE_INFO, nullptr, 0, place.family, 0, priorities.data()});
        known->queueCount = std::max(known->queueCount, place.index + 1);
    }
    std::vector<const char*> wanted{VK_KHR_PUSH_DESCRIPTOR_EXTENSION_NAME};
    bool hdr_metadata = false;
    if (options.presents) {
        const auto offered = extensions(physical_);
        if (!contains(offered, VK_KHR_SWAPCHAIN_EXTENSION_NAME))
            throw Error("{} can't show a window (it has no VK_KHR_swapchain)", name());
        wanted.push_back(VK_KHR_SWAPCHAIN_EXTENSION_NAME);
        hdr_metadata = contains(offered, VK_EXT_HDR_METADATA_EXTENSION_NAME);
        if (hdr_metadata) wanted.push_back(VK_EXT_HDR_METADATA_EXTENSION_NAME);
    }
    VkPhysicalDeviceVulkan12Features has{VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_2_FEATURES};
    VkPhysicalDeviceFeatures2 features{VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_FEATURES_2, &has, {}};
    vkGetPhysicalDeviceFeatures2(physical_, &features);
    VkPhysicalDeviceVulkan12Features twelve{VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_2_FEATURES};
    twelve.timelineSemaphore = VK_TRUE;
    twelve.hostQueryReset = has.hostQueryReset;
    host_query_reset_ = has.hostQueryReset == VK_TRUE;
    VkDeviceCreateInfo create{VK_STRUCTURE_TYPE_DEVICE_CREATE_INFO, &twelve};
    create.queueCreateInfoCount = static_cast<std::uint32_t>(queues.size());
    create.pQueueCreateInfos = queues.data();
    create.enabledExtensionCount = static_cast<std::uint32_t>(wanted.size());
    create.ppEnabledExtensionNames = wanted.data();
    check(vkCreateDevice(physical_, &create, nullptr, &device_), "making the device");
    take_queues(plan, families);
    push_descriptors =
        reinterpret_cast<PFN_vkCmdPushDescriptorSetKHR>(vkGetDeviceProcAddr(device_, "vkCmdPushDescriptorSetKHR"));
    if (hdr_metadata)
        set_hdr_metadata =
            reinterpret_cast<PFN_vkSetHdrMetadataEXT>(vkGetDeviceProcAddr(device_, "vkSetHdrMetadataEXT"));
}

void Device::take_queues(const std::array<QueuePlace, 3>& plan, const std::vector<VkQueueFamilyProperties>& families) {
    for (std::size_t lane = 0; lane < plan.size(); ++lane) {
        const QueuePlace& place = plan[lane];
        const auto same = std::find(plan.begin(), plan.begin() + static_cast<std::ptrdiff_t>(lane), place);
        const auto earlier = static_cast<std::size_t>(same - plan.begin());
        lanes_[lane] = earlier < lane ? lanes_[earlier] : queues_.size();
        if (earlier < lane) continue;
        Queue& queue = queues_.emplace_back();
        vkGetDeviceQueue(device_, place.family, place.index, &queue.handle);
        queue.family = place.family;
        queue.only_copies = !(families[place.family].queueFlags & (VK_QUEUE_GRAPHICS_BIT | VK_QUEUE_COMPUTE_BIT));
        queue.timestamp_bits = queue.only_copies && !host_query_reset_ ? 0 : families[place.family].timestampValidBits;
        if (std::find(families_.begin(), families_.end(), place.family) == families_.end())
            families_.push_back(place.family);
    }
    if (staged_)
        spdlog::debug("frames are copied to {} and back: queues {}.{}, {}.{} and {}.{}", name(), plan[0].family,
                      plan[0].index, plan[1].family, plan[1].index, plan[2].family, plan[2].index);
}

std::uint32_t Device::memory_type(std::uint32_t bits, VkMemoryPropertyFlags wanted, VkMemoryPropertyFlags liked) const {
    int best = -1, best_score = -1;
    for (std::uint32_t i = 0; i < memory_.memoryTypeCount; ++i) {
        const VkMemoryPropertyFlags flags = memory_.memoryTypes[i].propertyFlags;
        if (!(bits & (1u << i)) || (flags & wanted) != wanted) continue;
        const int score = std::popcount(flags & liked);
        if (score > best_score) {
            best = static_cast<int>(i);
            best_score = score;
        }
    }
    if (best < 0) throw Error("{} has no memory of the kind that is needed", name());
    return static_cast<std::uint32_t>(best);
}

void Device::submit(const VkSubmitInfo& info, VkFence fence, Lane lane) const {
    const Queue& queue = of(lane);
    const std::lock_guard lock(queue.mutex);
    check(vkQueueSubmit(queue.handle, 1, &info, fence), "submitting work");
}

VkResult Device::present(const VkPresentInfoKHR& info) const {
    const Queue& queue = of(Lane::main);
    const std::lock_guard lock(queue.mutex);
    return vkQueuePresentKHR(queue.handle, &info);
}

void Device::wait_idle() const {
    std::vector<std::unique_lock<std::mutex>> locks;
    for (const Queue& queue : queues_) locks.emplace_back(queue.mutex);
    check(vkDeviceWaitIdle(device_), "waiting for the GPU");
}

void Device::load_pipeline_cache() {
    std::string bytes;
    const std::filesystem::path file = pipeline_cache_file(properties_);
    // Vulkan takes nothing out of a cache, so one that has grown this much is begun anew.
    constexpr std::uintmax_t most_bytes = 256 << 20;
    std::error_code error;
    try {
        if (!file.empty() && std::filesystem::is_regular_file(file, error) &&
            std::filesystem::file_size(file, error) <= most_bytes)
            bytes = read_file(file);
    } catch (const Error& failed) {
        spdlog::debug("the pipeline cache is begun anew: {}", failed.what());
    }
    VkPipelineCacheCreateInfo create{VK_STRUCTURE_TYPE_PIPELINE_CACHE_CREATE_INFO};
    create.initialDataSize = bytes.size();
    create.pInitialData = bytes.data();
    if (vkCreatePipelineCache(device_, &create, nullptr, &pipeline_cache_.fill(device_)) == VK_SUCCESS) return;
    create.initialDataSize = 0;  // a damaged cache costs a compilation, nothing else
    check(vkCreatePipelineCache(device_, &create, nullptr, &pipeline_cache_.fill(device_)),
          "making the pipeline cache");
}

void Device::save_pipeline_cache() const {
    const std::filesystem::path file = pipeline_cache_file(properties_);
    if (file.empty() || !pipeline_cache_) return;
    std::size_t size = 0;
    if (vkGetPipelineCacheData(device_, pipeline_cache_.get(), &size, nullptr) != VK_SUCCESS || size == 0) return;
    std::string bytes(size, '\0');
    if (vkGetPipelineCacheData(device_, pipeline_cache_.get(), &size, bytes.data()) != VK_SUCCESS) return;
    bytes.resize(size);
    std::error_code error;
    if (std::filesystem::file_size(file, error) == size && !error) return;
    try {
        write_file(file, bytes);
    } catch (const Error& failed) {
        spdlog::debug("the pipeline cache was not kept: {}", failed.what());
    }
}

}  // namespace umber::gpu
