// An unchanged stock client, Debian's golang-github-xanzy-go-cloudstack-dev, against the real program.
package main

import (
	"encoding/base64"
	"fmt"
	"os"

	"github.com/xanzy/go-cloudstack/cloudstack"
)

func must[T any](value T, err error) T {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	return value
}

func expect(what string, wanted, found any) {
	if wanted != found {
		fmt.Fprintf(os.Stderr, "%s: expected %v, found %v\n", what, wanted, found)
		os.Exit(1)
	}
}

func main() {
	cloud := cloudstack.NewAsyncClient(os.Args[1], "admin-key", "admin-secret", false)
	zones := must(cloud.Zone.ListZones(cloud.Zone.NewListZonesParams()))
	templates := must(cloud.Template.ListTemplates(cloud.Template.NewListTemplatesParams("executable")))
	offerings := must(cloud.ServiceOffering.ListServiceOfferings(cloud.ServiceOffering.NewListServiceOfferingsParams()))
	networks := must(cloud.Network.ListNetworks(cloud.Network.NewListNetworksParams()))

	deploy := cloud.VirtualMachine.NewDeployVirtualMachineParams(
		offerings.ServiceOfferings[0].Id, templates.Templates[0].Id, zones.Zones[0].Id)
	deploy.SetName("smoke")
	deploy.SetNetworkids([]string{networks.Networks[0].Id})
	deploy.SetUserdata(base64.StdEncoding.EncodeToString([]byte("role=smoke\n")))
	vm := must(cloud.VirtualMachine.DeployVirtualMachine(deploy))
	expect("state", "Running", vm.State)

	tags := cloud.Resourcetags.NewCreateTagsParams([]string{vm.Id}, "UserVm", map[string]string{"ready": "1"})
	expect("tagged", true, must(cloud.Resourcetags.CreateTags(tags)).Success)

	found, count, err := cloud.VirtualMachine.GetVirtualMachineByID(vm.Id)
	expect("found", 1, count)
	expect("tag", "ready", must(found, err).Tags[0].Key)

	must(cloud.VirtualMachine.StopVirtualMachine(cloud.VirtualMachine.NewStopVirtualMachineParams(vm.Id)))
	destroy := cloud.VirtualMachine.NewDestroyVirtualMachineParams(vm.Id)
	destroy.SetExpunge(true)
	must(cloud.VirtualMachine.DestroyVirtualMachine(destroy))
}
